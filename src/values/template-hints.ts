/** Jinja filters and tests, and what Handlebars calls the same. */
const HELPERS: Readonly<Record<string, string>> = {
  default: 'default',
  d: 'default',
  join: 'join',
  to_json: 'json',
  tojson: 'json',
  to_nice_json: 'json',
  length: 'length',
  count: 'length',
  upper: 'upper',
  lower: 'lower',
  trim: 'trim',
  replace: 'replace',
  regex_replace: 'regex_replace',
  first: 'first',
  last: 'last',
  sort: 'sort',
  unique: 'unique',
  int: 'int',
  float: 'float',
  string: 'string',
  bool: 'bool',
  indent: 'indent',
  quote: 'quote',
  b64encode: 'b64encode',
  b64decode: 'b64decode',
  basename: 'basename',
  dirname: 'dirname',
  ternary: 'ternary',
  combine: 'merge',
  split: 'split',
  list: 'values',
}

/** The first Jinja statement, such as `{% if x %}`, and its Handlebars form; never rendered, since Handlebars would keep it as text. */
export function jinjaStatement(text: string): { text: string; offset: number; hint: string } | undefined {
  const found =
    /\{%[-+]?\s*(if|elif|else|endif|for|endfor|set|raw|endraw|block|include|macro|import|from)\b[^%\n]*%\}/.exec(
      text,
    )
  if (!found) return undefined
  const forms: Readonly<Record<string, string>> = {
    if: 'write `{{#if x}}…{{/if}}`',
    elif: 'write `{{else if x}}`',
    else: 'write `{{else}}`',
    endif: 'write `{{/if}}`',
    for: 'write `{{#each xs}}…{{this}}…{{/each}}`',
    endfor: 'write `{{/each}}`',
    set: 'write it as a variable under `vars:`',
    raw: 'write `\\{{` for each `{{` that stays, or tag the text `!unsafe`',
    endraw: 'write `\\{{` for each `{{` that stays, or tag the text `!unsafe`',
  }
  const hint = forms[found[1] ?? ''] ?? 'Handlebars has no such statement; write the text out'
  return {
    text: found[0],
    offset: found.index,
    hint: `${hint}; a text that shall hold \`{%\` is tagged \`!unsafe\``,
  }
}

/** What to write instead, where the expression at this offset looks like Jinja or Go. */
export function jinjaHint(text: string, offset: number): string | undefined {
  const inner = expressionAt(text, offset)
  for (const [pattern, hint] of PATTERNS) {
    const found = pattern.exec(inner)
    if (found) return hint(found)
  }
  return goHint(text, offset)
}

/** How to keep an expression that looks like one of Go's templates, such as `{{.Names}}` of `docker ps`. */
export function goHint(text: string, offset: number): string | undefined {
  const inner = expressionAt(text, offset)
  if (!/^\.[A-Z]|^(range|if|with|end|template|printf|index)\s+\$?\.[A-Z]|^json \./.test(inner))
    return undefined
  return `if \`{{${inner}}}\` is meant for another program, write \`\\{{${inner}}}\`, or tag the text \`!unsafe\``
}

function expressionAt(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf('{{', offset), 0)
  const end = text.indexOf('}}', start)
  return text
    .slice(start, end === -1 ? undefined : end)
    .replace(/^\{+[~&#]?/, '')
    .replace(/~$/, '')
    .trim()
}

type Row = readonly [RegExp, (found: RegExpExecArray) => string]

const PATTERNS: readonly Row[] = [
  [
    /^(.+?)\s*\|\s*(\w+)\s*(?:\(\s*(.*?)\s*\))?/s,
    ([, value = '', filter = '', args]) => {
      const helper = HELPERS[filter]
      if (helper === undefined)
        return `filters are Jinja; \`!expr\` and the helpers stand in for \`${filter}\``
      return `filters are Jinja; write \`{{${[helper, call(value), ...asArgs(args)].join(' ')}}}\``
    },
  ],
  [
    /^lookup\(\s*['"]env['"]\s*,\s*['"](\w+)['"]/,
    ([, name]) => `lookups are Ansible's; a secret of the environment is \`!secret {env: ${name}}\``,
  ],
  [
    /^(?:lookup|query|q)\(/,
    () => "lookups are Ansible's; Drover reads files with `!secret {file: …}` and `vars_files`",
  ],
  [
    /^(.+?)\s+is\s+(not\s+)?defined\b/,
    ([, name = '', not]) => `write \`${not ? `(not (defined ${name}))` : `(defined ${name})`}\``,
  ],
  [
    /^(.+?)\s+if\s+(.+?)\s+else\s+(.+)$/s,
    ([, yes, test, no]) => `write \`{{ternary ${test} ${yes} ${no}}}\``,
  ],
  [/^(\S+)\s*==\s*(\S+)/, ([, left, right]) => `write \`(eq ${left} ${right})\`, or an \`!expr\``],
  [/^(\S+)\s*!=\s*(\S+)/, ([, left, right]) => `write \`(ne ${left} ${right})\`, or an \`!expr\``],
  [
    /^(\S+)\s*(<=|>=|<|>)\s*(\S+)/,
    ([, left, sign = '', right]) => `write \`(${SIGNS[sign]} ${left} ${right})\`, or an \`!expr\``,
  ],
  [
    /^(\S+)\s+(and|or)\s+(\S+)/,
    ([, left, word, right]) => `write \`(${word} ${left} ${right})\`, or an \`!expr\``,
  ],
  [
    /^(.+?)\s*~\s*(.+)$/s,
    ([, left = '', right = '']) => `write \`{{concat ${left} ${right}}}\`, or \`{{${left}}}{{${right}}}\``,
  ],
  [
    /^(?=.*['"])[^+]+\+/s,
    ({ input }) => {
      const parts = input.split(/\s*\+\s*(?=(?:[^'"]*['"][^'"]*['"])*[^'"]*$)/)
      return `write \`{{concat ${parts.join(' ')}}}\`, or an \`!expr\``
    },
  ],
  [
    /^([\w.-]+)\s+([-+*/%])\s+([\w.-]+)/,
    ([, left, sign = '', right]) => `write \`{{${SIGNS[sign]} ${left} ${right}}}\`, or an \`!expr\``,
  ],
  [
    /^([a-z_][\w.]*)([+*%])([\w.]+)/i,
    ([, left, sign = '', right]) => `write \`{{${SIGNS[sign]} ${left} ${right}}}\`, or an \`!expr\``,
  ],
  [
    /^([\w.]+)\[['"]([^'"]+)['"]\]/,
    ([, map, key = '']) => `write \`{{${map}.${/^[\w-]+$/.test(key) ? key : `[${key}]`}}}\`, or an \`!expr\``,
  ],
  [/^([\w.]+)\[(\d+)\]/, ([, list, index]) => `write \`{{${list}.[${index}]}}\`, or an \`!expr\``],
  [/^([\w.]+)\[([\w.]+)\]/, ([, map, key]) => `write \`{{lookup ${map} ${key}}}\`, or an \`!expr\``],
  [/^([\w.]+)\.(\d+)/, ([, list, index]) => `write \`{{${list}.[${index}]}}\``],
  [
    /^([\w.]+)\.(\w+)\((.*?)\)/,
    ([, value, method, args]) =>
      `write \`{{${[method, value, ...asArgs(args)].join(' ')}}}\`, or an \`!expr\``,
  ],
  [/^(\w+)\(/, ([, name]) => `helpers are written \`{{${name} value}}\`, without brackets around the values`],
  [/^[[{]/, () => 'write lists and maps in YAML, or as an `!expr`'],
]

const SIGNS: Readonly<Record<string, string>> = {
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
}

function asArgs(args: string | undefined): string[] {
  return (args?.match(/'[^']*'|"[^"]*"|[^,\s]+/g) ?? []).map(arg => arg.replace(/^'(.*)'$/, '"$1"'))
}

/** `a | b | c` from the inside out: the first filter's hint shows the way for the rest. */
function call(value: string): string {
  return value.includes(' ') ? `(${value})` : value.replace(/^'(.*)'$/, '"$1"')
}
