import { postgresIdentifier, postgresLiteral } from './quote.ts'

/** Kinds of objects that have an owner. */
export const OWNED_KINDS = [
  ...(['database', 'function', 'matview', 'sequence', 'schema', 'table', 'tablespace', 'view'] as const),
] as const

export type OwnedKind = (typeof OWNED_KINDS)[number]

/** What a server says of the roles and the object of a task. */
export interface FoundOwnership {
  /** Those of the named roles that exist. */
  readonly roles: readonly {
    readonly name: string
    /** Whether `REASSIGN OWNED` would find something of the role. */
    readonly owns: boolean
    /** Whether it is the role that the server was created with, whose objects cannot be reassigned. */
    readonly is_first: boolean
  }[]
  /** The object: its name as the server writes it, and its owner; null if there is none. */
  readonly object: { readonly identity: string; readonly owner: string } | null
}

/** The question for roles, and for an object. */
export function ownershipQuery(
  roles: readonly string[],
  object: { readonly kind: OwnedKind; readonly name: string } | undefined,
): string {
  const names = roles.map(postgresLiteral).join(', ')
  const found = object === undefined ? 'NULL' : `(SELECT row_to_json(o) FROM (${objectQuery(object)}) o)`
  // Shared objects are of database 0; of the objects of the first role, no dependency is kept.
  return `SELECT json_build_object('object', ${found}, 'roles', (SELECT coalesce(json_agg(row_to_json(r)), '[]') FROM (
  SELECT rolname AS name, oid = 10 AS is_first, EXISTS (SELECT 1 FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass
    AND refobjid = pg_roles.oid AND deptype = 'o'
    AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))) AS owns
  FROM pg_roles WHERE rolname IN (${names})) r))`
}

/** The statement that gives an object to a role. */
export function ownerStatement(kind: OwnedKind, identity: string, owner: string): string {
  return `ALTER ${WORDS[kind]} ${identity} OWNER TO ${postgresIdentifier(owner)}`
}

/** The statement that gives all that roles own in a database to another. */
export function reassignStatement(roles: readonly string[], owner: string): string {
  return `REASSIGN OWNED BY ${roles.map(postgresIdentifier).join(', ')} TO ${postgresIdentifier(owner)}`
}

const WORDS: Readonly<Record<OwnedKind, string>> = {
  ...{ database: 'DATABASE', function: 'FUNCTION', matview: 'MATERIALIZED VIEW', sequence: 'SEQUENCE' },
  ...{ schema: 'SCHEMA', table: 'TABLE', tablespace: 'TABLESPACE', view: 'VIEW' },
}

/** The kinds of relations, as pg_class has them; a foreign table and a partitioned one are tables, too. */
const RELATIONS: Readonly<Partial<Record<OwnedKind, string>>> = {
  ...{ table: "'r', 'p', 'f'", view: "'v'", matview: "'m'", sequence: "'S'" },
}

/** The catalogs of what is in no schema, and the columns of the name and the owner. */
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
  // As the server reads it, with or without the types of its arguments.
  const lookup = name.includes('(') ? 'to_regprocedure' : 'to_regproc'
  return `SELECT p.oid::regprocedure::text AS identity, pg_get_userbyid(p.proowner) AS owner FROM pg_proc p
  WHERE p.oid = ${lookup}(${postgresLiteral(name)})`
}

/** A name with or without its schema, as quoted identifiers: dots in quotes are part of a name. */
function qualifiedName(name: string): string {
  const parts = [...name.matchAll(/"((?:[^"]|"")*)"|[^."]+/g)]
  return parts.map(([all, quoted]) => postgresIdentifier(quoted?.replaceAll('""', '"') ?? all)).join('.')
}
