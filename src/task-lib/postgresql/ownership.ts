import { postgresIdentifier, postgresLiteral } from './quote.ts'

/** Kinds of objects that have an owner. */
export const OWNED_KINDS = [
  ...(['database', 'function', 'matview', 'sequence', 'schema', 'table', 'tablespace', 'view'] as const),
] as const

export type OwnedKind = (typeof OWNED_KINDS)[number]

/** The roles and the object of a task, as they are on the server. */
export interface FoundOwnership {
  /** The requested roles that exist. */
  readonly roles: readonly {
    readonly name: string
    /** Whether the role owns objects that `REASSIGN OWNED` would reassign. */
    readonly owns: boolean
    /** Whether it is the bootstrap superuser, whose objects cannot be reassigned. */
    readonly is_first: boolean
  }[]
  /** The object: its qualified name as the server writes it, and its owner; null if it does not exist. */
  readonly object: { readonly identity: string; readonly owner: string } | null
}

/** Returns the query for `FoundOwnership`: roles, and optionally an object. */
export function ownershipQuery(
  roles: readonly string[],
  object: { readonly kind: OwnedKind; readonly name: string } | undefined,
): string {
  const names = roles.map(postgresLiteral).join(', ')
  const found = object === undefined ? 'NULL' : `(SELECT row_to_json(o) FROM (${objectQuery(object)}) o)`
  // In pg_shdepend, shared objects have the database ID 0. It has no rows for objects of the bootstrap superuser.
  return `SELECT json_build_object('object', ${found}, 'roles', (SELECT coalesce(json_agg(row_to_json(r)), '[]') FROM (
  SELECT rolname AS name, oid = 10 AS is_first, EXISTS (SELECT 1 FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass
    AND refobjid = pg_roles.oid AND deptype = 'o'
    AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))) AS owns
  FROM pg_roles WHERE rolname IN (${names})) r))`
}

/** Returns the statement that makes a role the owner of an object. */
export function ownerStatement(kind: OwnedKind, identity: string, owner: string): string {
  return `ALTER ${WORDS[kind]} ${identity} OWNER TO ${postgresIdentifier(owner)}`
}

/** Returns the statement that makes `owner` the owner of all objects of these roles in a database. */
export function reassignStatement(roles: readonly string[], owner: string): string {
  return `REASSIGN OWNED BY ${roles.map(postgresIdentifier).join(', ')} TO ${postgresIdentifier(owner)}`
}

const WORDS: Readonly<Record<OwnedKind, string>> = {
  ...{ database: 'DATABASE', function: 'FUNCTION', matview: 'MATERIALIZED VIEW', sequence: 'SEQUENCE' },
  ...{ schema: 'SCHEMA', table: 'TABLE', tablespace: 'TABLESPACE', view: 'VIEW' },
}

/** The values of `relkind` in pg_class for each kind of relation; foreign and partitioned tables are tables, too. */
const RELATIONS: Readonly<Partial<Record<OwnedKind, string>>> = {
  ...{ table: "'r', 'p', 'f'", view: "'v'", matview: "'m'", sequence: "'S'" },
}

/** The catalogs of objects that are not in a schema, with the columns for name and owner. */
const CATALOGS: Readonly<Partial<Record<OwnedKind, readonly [string, string, string]>>> = {
  database: ['pg_database', 'datname', 'datdba'],
  schema: ['pg_namespace', 'nspname', 'nspowner'],
  tablespace: ['pg_tablespace', 'spcname', 'spcowner'],
}

function objectQuery({ kind, name }: { readonly kind: OwnedKind; readonly name: string }): string {
  const relations = RELATIONS[kind]
  if (relations !== undefined)
    return `SELECT c.oid::regclass::text AS identity, pg_get_userbyid(c.relowner) AS owner FROM pg_class c
  WHERE c.oid = to_regclass(${postgresLiteral(qualifiedName(name))}) AND c.relkind IN (${relations})`
  const catalog = CATALOGS[kind]
  if (catalog !== undefined) {
    const [table, nameColumn, ownerColumn] = catalog
    return `SELECT quote_ident(${nameColumn}) AS identity, pg_get_userbyid(${ownerColumn}) AS owner FROM ${table}
  WHERE ${nameColumn} = ${postgresLiteral(name)}`
  }
  // Functions may be named with or without the types of their arguments.
  const lookup = name.includes('(') ? 'to_regprocedure' : 'to_regproc'
  return `SELECT p.oid::regprocedure::text AS identity, pg_get_userbyid(p.proowner) AS owner FROM pg_proc p
  WHERE p.oid = ${lookup}(${postgresLiteral(name)})`
}

/** Quotes a name with or without its schema; dots inside quotes are part of a name. */
function qualifiedName(name: string): string {
  const parts = [...name.matchAll(/"((?:[^"]|"")*)"|[^."]+/g)]
  return parts.map(([all, quoted]) => postgresIdentifier(quoted?.replaceAll('""', '"') ?? all)).join('.')
}
