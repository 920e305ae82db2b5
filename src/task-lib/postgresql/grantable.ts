/**
 * How the privileges of a kind of object are read and granted: its catalog, the columns for name, privileges and owner,
 * and its keyword in statements. Source: PostgreSQL, "System Catalogs".
 */
export interface GrantableKind {
  readonly keyword: string
  readonly catalog: string
  readonly name: string
  readonly acl: string
  readonly owner: string
  /** The letter for this kind in acldefault(…). */
  readonly letter: string
  /** The column with the schema; absent if objects of this kind are not in a schema. */
  readonly schema?: string
  readonly filter?: string
}

const relation = {
  catalog: 'pg_class',
  name: 'relname',
  acl: 'relacl',
  owner: 'relowner',
  schema: 'relnamespace',
}
const routine = {
  catalog: 'pg_proc',
  name: 'proname',
  acl: 'proacl',
  owner: 'proowner',
  schema: 'pronamespace',
}

/** The kinds of objects, under the names of Ansible's module. */
export const GRANTABLE_TYPES = [
  ...(['table', 'sequence', 'function', 'procedure', 'type', 'schema', 'database', 'language'] as const),
  ...(['tablespace', 'foreign_data_wrapper', 'foreign_server'] as const),
] as const

/** The kinds of objects by name. */
export const GRANTABLE: Readonly<Record<(typeof GRANTABLE_TYPES)[number], GrantableKind>> = {
  table: { ...relation, keyword: 'TABLE', letter: 'r', filter: "relkind IN ('r', 'v', 'm', 'p', 'f')" },
  sequence: { ...relation, keyword: 'SEQUENCE', letter: 's', filter: "relkind = 'S'" },
  function: { ...routine, keyword: 'FUNCTION', letter: 'f', filter: "prokind <> 'p'" },
  procedure: { ...routine, keyword: 'PROCEDURE', letter: 'f', filter: "prokind = 'p'" },
  type: {
    ...{ keyword: 'TYPE', catalog: 'pg_type', name: 'typname', acl: 'typacl', owner: 'typowner' },
    ...{ letter: 'T', schema: 'typnamespace' },
  },
  schema: {
    ...{ keyword: 'SCHEMA', catalog: 'pg_namespace', name: 'nspname', acl: 'nspacl', owner: 'nspowner' },
    letter: 'n',
  },
  database: {
    ...{ keyword: 'DATABASE', catalog: 'pg_database', name: 'datname', acl: 'datacl', owner: 'datdba' },
    letter: 'd',
  },
  language: {
    ...{ keyword: 'LANGUAGE', catalog: 'pg_language', name: 'lanname', acl: 'lanacl', owner: 'lanowner' },
    letter: 'l',
  },
  tablespace: {
    ...{ keyword: 'TABLESPACE', catalog: 'pg_tablespace', name: 'spcname', acl: 'spcacl', owner: 'spcowner' },
    letter: 't',
  },
  foreign_data_wrapper: {
    ...{ keyword: 'FOREIGN DATA WRAPPER', catalog: 'pg_foreign_data_wrapper', name: 'fdwname' },
    ...{ acl: 'fdwacl', owner: 'fdwowner', letter: 'F' },
  },
  foreign_server: {
    ...{ keyword: 'FOREIGN SERVER', catalog: 'pg_foreign_server', name: 'srvname', acl: 'srvacl' },
    ...{ owner: 'srvowner', letter: 'S' },
  },
}

/**
 * The kinds of objects for which default privileges exist, with their letters in pg_default_acl and in acldefault(…).
 */
export const DEFAULT_KINDS: Readonly<Record<string, { readonly letter: string; readonly acl: string }>> = {
  TABLES: { letter: 'r', acl: 'r' },
  SEQUENCES: { letter: 'S', acl: 's' },
  FUNCTIONS: { letter: 'f', acl: 'f' },
  TYPES: { letter: 'T', acl: 'T' },
  SCHEMAS: { letter: 'n', acl: 'n' },
}
