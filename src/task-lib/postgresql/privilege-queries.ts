import { DEFAULT_KINDS, type GrantableKind } from './grantable.ts'
import { postgresLiteral } from './quote.ts'

/** A privilege that a role has on an object. */
export interface GrantedPrivilege {
  /** Empty for `PUBLIC`. */
  readonly role: string
  readonly privilege: string
  /** Whether the role may grant it to others. */
  readonly grantable: boolean
}

/** An object, with the privileges on it of the requested roles. */
export interface GrantableObject {
  /** The qualified name for statements. */
  readonly id: string
  /** The name without a schema, by which the task's names are matched. */
  readonly name: string
  readonly granted: readonly GrantedPrivilege[] | null
  /** All privileges that exist for the object. */
  readonly every: readonly string[]
}

/** The result of each of the queries below: those of the requested roles and objects that exist. */
export interface FoundGrants {
  readonly roles: readonly string[]
  readonly objects: readonly GrantableObject[] | null
}

/**
 * The bootstrap superuser, as the owner of a fictitious object: from its default privileges, all privileges of a kind
 * are read.
 */
const ANY_OWNER = '10::oid'

/** Selects objects: `names` (of functions with their argument types), or null for all of a schema. */
export interface ObjectSelection {
  readonly names: readonly string[] | null
  /** Undefined to find the objects by the search path. */
  readonly schema: string | undefined
  readonly roles: readonly string[]
}

/** Returns the query for the privileges on objects. */
export function objectGrants(kind: GrantableKind, { names, schema, roles }: ObjectSelection): string {
  const isRoutine = kind.catalog === 'pg_proc'
  const isOne = names === null ? 'true' : names.map(name => `(${isNamed(kind, name, schema)})`).join(' OR ')
  const inSchema =
    kind.schema !== undefined && schema !== undefined ? `n.nspname = ${postgresLiteral(schema)}` : 'true'
  const plain =
    kind.schema === undefined
      ? `quote_ident(o.${kind.name})`
      : `quote_ident(n.nspname) || '.' || quote_ident(o.${kind.name})`
  const id = isRoutine ? `${plain} || '(' || pg_get_function_identity_arguments(o.oid) || ')'` : plain
  const join = kind.schema === undefined ? '' : ` JOIN pg_namespace n ON n.oid = o.${kind.schema}`
  const acl = `coalesce(o.${kind.acl}, acldefault('${kind.letter}', o.${kind.owner}))`
  return answer(
    roles,
    `SELECT ${id} AS id, o.${kind.name} AS name, ${grants(acl, roles)} AS granted, ${every(kind.letter)} AS every
  FROM ${kind.catalog} o${join} WHERE ${inSchema} AND ${kind.filter ?? 'true'} AND (${isOne}) ORDER BY 1`,
  )
}

/**
 * Returns the SQL condition that selects an object by name. The name of a function includes its argument types in
 * parentheses, unless it is the only function with its name.
 */
function isNamed(kind: GrantableKind, name: string, schema: string | undefined): string {
  const [, plain = name, types] = (kind.catalog === 'pg_proc' && /^(.*?)\((.*)\)$/s.exec(name)) || []
  const ownName = `o.${kind.name} = ${postgresLiteral(plain)}`
  const visible = kind.schema !== undefined && schema === undefined ? ` AND ${isVisible(kind)}` : ''
  if (types === undefined) return `${ownName}${visible}`
  const within = `format('%I.%I(%s)', n.nspname, o.${kind.name}, ${postgresLiteral(types)})`
  return `${ownName}${visible} AND o.oid = to_regprocedure(${within})`
}

function isVisible({ catalog }: GrantableKind): string {
  const functions: Readonly<Record<string, string>> = {
    pg_class: 'pg_table_is_visible',
    pg_proc: 'pg_function_is_visible',
  }
  return `${functions[catalog] ?? 'pg_type_is_visible'}(o.oid)`
}

/** Selects default privileges. */
export interface DefaultsSelection {
  /** Names in `DEFAULT_KINDS`. */
  readonly kinds: readonly string[]
  readonly schema: string | undefined
  readonly roles: readonly string[]
  /** The roles that will create the objects; undefined for the current role. */
  readonly creators: readonly string[] | undefined
}

/** Returns the query for default privileges. */
export function defaultGrants({ kinds, schema, roles, creators }: DefaultsSelection): string {
  const space =
    schema === undefined
      ? '0::oid'
      : `(SELECT oid FROM pg_namespace WHERE nspname = ${postgresLiteral(schema)})`
  const within = schema === undefined ? '' : 'IN SCHEMA %2$I '
  const parts = kinds.map(kind => {
    const { letter = '', acl: ofAcl = '' } = DEFAULT_KINDS[kind] ?? {}
    // Default privileges of a schema are added to those of all schemas.
    const none = schema === undefined ? `acldefault('${ofAcl}', o.oid)` : 'NULL'
    const acl = `coalesce((SELECT defaclacl FROM pg_default_acl WHERE defaclrole = o.oid AND defaclobjtype = '${letter}' AND defaclnamespace = ${space}), ${none})`
    const id = `format(${postgresLiteral(`FOR ROLE %1$I ${within}%3$s`)}, o.rolname, ${postgresLiteral(schema ?? '')}, '${kind}')`
    const isOne = creators === undefined ? 'o.rolname = current_user' : `o.rolname IN (${list(creators)})`
    return `SELECT ${id} AS id, o.rolname AS name, ${grants(acl, roles)} AS granted, ${every(ofAcl)} AS every FROM pg_roles o WHERE ${isOne}`
  })
  return answer(roles, parts.join(' UNION ALL '))
}

/** Returns the query for the members of groups; membership is represented as the privilege `MEMBER`. */
export function groupGrants(groups: readonly string[], roles: readonly string[]): string {
  const members = `(SELECT json_agg(m) FROM (SELECT r.rolname AS role, 'MEMBER' AS privilege, bool_or(a.admin_option) AS grantable
    FROM pg_auth_members a JOIN pg_roles r ON r.oid = a.member WHERE a.roleid = o.oid AND r.rolname IN (${list(roles)}) GROUP BY 1) m)`
  return answer(
    roles,
    `SELECT quote_ident(o.rolname) AS id, o.rolname AS name, ${members} AS granted, ARRAY['MEMBER'] AS every FROM pg_roles o WHERE o.rolname IN (${list(groups)})`,
  )
}

function answer(roles: readonly string[], objects: string): string {
  return `SELECT row_to_json(x) FROM (SELECT ARRAY(SELECT rolname FROM pg_roles WHERE rolname IN (${list(roles)})) AS roles,
  (SELECT json_agg(o) FROM (${objects}) o) AS objects) x`
}

function grants(acl: string, roles: readonly string[]): string {
  return `(SELECT json_agg(g) FROM (SELECT coalesce(r.rolname, '') AS role, e.privilege_type AS privilege, bool_or(e.is_grantable) AS grantable
    FROM aclexplode(${acl}) e LEFT JOIN pg_roles r ON r.oid = e.grantee
    WHERE e.grantee = 0 OR r.rolname IN (${list(roles)}) GROUP BY 1, 2) g)`
}

function every(letter: string): string {
  return `ARRAY(SELECT e.privilege_type FROM aclexplode(acldefault('${letter}', ${ANY_OWNER})) e WHERE e.grantee = ${ANY_OWNER})`
}

/** Returns the items of an SQL list. Never empty, because `IN ()` is not valid SQL. */
function list(names: readonly string[]): string {
  return names.length === 0 ? 'NULL' : names.map(postgresLiteral).join(', ')
}
