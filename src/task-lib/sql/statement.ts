/** Matches comments, quoted strings, quoted names, and PostgreSQL's dollar quotes. */
const QUOTED =
  /(--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\$(\w*)\$[\s\S]*?\$\2\$/g

/**
 * Returns a statement with the same length, in which comments are replaced by spaces and quoted parts by underscores.
 */
export function outsideQuotes(sql: string): string {
  return sql.replace(QUOTED, (part: string, comment?: string) =>
    (comment === undefined ? '_' : ' ').repeat(part.length),
  )
}

/** Removes semicolons, white space and comments at the end of a statement. */
export function withoutEnd(sql: string): string {
  return sql.slice(0, outsideQuotes(sql).replace(/[;\s]+$/, '').length)
}

/** Returns statements as input for a client program, each with a semicolon and a line feed. */
export function statementLines(statements: readonly string[]): string {
  return statements.map(statement => `${statement};\n`).join('')
}

const READING = /^\s*\(*\s*(SELECT|WITH|VALUES|TABLE|SHOW|DESCRIBE|DESC)\b/i

/** Matches words of statements that write, or that do more than read. */
const WRITING = /\b(INSERT|UPDATE|DELETE|MERGE|REPLACE\s+INTO|INTO|CALL|LOCK|SHARE)\b|:=|;/i

/**
 * Words that may precede a parenthesis in a statement that only reads: SQL keywords, and functions that change nothing.
 */
const HARMLESS = new Set(
  `all and any array as asc by case cast char char_length coalesce concat concat_ws convert count current_database current_schema current_setting
current_user date date_format date_trunc database decimal distinct else exists extract filter floor from from_unixtime greatest group
group_concat having hex if ifnull in interval intersect except is isnull join json_agg json_build_object json_extract json_object
jsonb_agg jsonb_build_object lateral least left length like limit lower md5 max min avg sum mod not now nullif numeric on or order over
partition pg_database_size pg_get_userbyid pg_is_in_recovery pg_relation_size pg_size_pretty pg_total_relation_size regexp_replace
replace right round row row_to_json select set_of shobj_description string_agg array_agg substr substring then to_char to_json to_jsonb
to_timestamp trim union unix_timestamp unhex unnest upper user using values varchar version when where with within age abs ceil ceiling
generate_series has_database_privilege has_schema_privilege has_table_privilege obj_description`.split(/\s+/),
)

/**
 * Whether a statement certainly only reads: it begins with a reading keyword and calls only functions that are known to
 * be harmless.
 */
export function onlyReads(sql: string): boolean {
  const plain = outsideQuotes(withoutEnd(sql))
  if (!READING.test(plain) || WRITING.test(plain)) return false
  const called = [...plain.matchAll(/([\w.$]+)\s*\(/g)].map(([, name = '']) => name.toLowerCase())
  return called.every(name => HARMLESS.has(name.replace(/^pg_catalog\./, '')))
}
