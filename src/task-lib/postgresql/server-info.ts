import type { Json } from '../../authoring/plan.ts'

/** The sections of information about a server. */
export const POSTGRES_PARTS = [
  'version',
  'in_recovery',
  'tablespaces',
  'databases',
  'replications',
  'repl_slots',
  'settings',
  'roles',
] as const

export type PostgresPart = (typeof POSTGRES_PARTS)[number]

type Fields = Readonly<Record<string, Json>>

/** Returns the query for these sections; its result is an object with a field for each. */
export function serverInfoQuery(parts: readonly PostgresPart[]): string {
  return objectOf(parts.map(part => [part, PARTS[part]]))
}

/** Returns the query for the contents of one database. */
export function databaseInfoQuery(): string {
  return objectOf(Object.entries(IN_DATABASE))
}

function objectOf(fields: readonly (readonly [string, string])[]): string {
  return `SELECT json_build_object(${fields.map(([name, sql]) => `'${name}', (${sql})`).join(',\n')})`
}

/** Returns a query whose result is one object: it has an entry for each row, by `key`, with the named fields. */
function byKey(key: string, fields: Readonly<Record<string, string>>, from: string): string {
  const pairs = Object.entries(fields).map(([name, sql]) => `'${name}', ${sql}`)
  return `SELECT coalesce(json_object_agg(${key}, json_build_object(${pairs.join(', ')})), '{}') FROM ${from}`
}

const IN_BYTES =
  "s.setting::numeric * CASE s.unit WHEN 'kB' THEN 1024 WHEN '8kB' THEN 8192 WHEN 'MB' THEN 1048576 END"

/** Fields of a subscription, without `subconninfo`, which may contain a password. */
const SUBSCRIPTION = {
  ...{
    subdbid: 'u.subdbid::bigint',
    subowner: 'u.subowner::bigint',
    ownername: 'pg_get_userbyid(u.subowner)',
  },
  ...{ subenabled: 'u.subenabled', subslotname: 'u.subslotname', subsynccommit: 'u.subsynccommit' },
  subpublications: 'u.subpublications',
}

const PARTS: Readonly<Record<PostgresPart, string>> = {
  version: 'SELECT version()',
  in_recovery: 'SELECT pg_is_in_recovery()',
  tablespaces: byKey(
    's.spcname',
    {
      spcowner: 'pg_get_userbyid(s.spcowner)',
      spcacl: "coalesce(s.spcacl::text, '')",
      spcoptions: "coalesce(s.spcoptions, '{}')",
    },
    'pg_tablespace s',
  ),
  databases: byKey(
    'd.datname',
    {
      ...{ owner: 'pg_get_userbyid(d.datdba)', encoding: 'pg_encoding_to_char(d.encoding)' },
      ...{ collate: 'd.datcollate', ctype: 'd.datctype' },
      access_priv: "coalesce(array_to_string(d.datacl, E'\\n'), '')",
      size: "CASE WHEN has_database_privilege(d.datname, 'CONNECT') THEN pg_database_size(d.datname)::text ELSE 'No Access' END",
      subscriptions: `(${byKey('u.subname', SUBSCRIPTION, 'pg_subscription u WHERE u.subdbid = d.oid')})`,
    },
    "pg_database d WHERE d.datname <> 'template0'",
  ),
  replications: byKey(
    'r.pid',
    {
      ...{ usename: 'pg_get_userbyid(r.usesysid)', app_name: "coalesce(r.application_name, '')" },
      ...{ client_addr: 'r.client_addr', client_hostname: "coalesce(r.client_hostname, '')" },
      ...{ backend_start: 'r.backend_start::text', state: 'r.state' },
    },
    'pg_stat_replication r',
  ),
  repl_slots: byKey(
    'slot_name',
    { plugin: 'plugin', slot_type: 'slot_type', database: 'database', active: 'active' },
    'pg_replication_slots',
  ),
  settings: byKey(
    's.name',
    {
      ...{ setting: 's.setting', unit: "coalesce(s.unit, '')", context: 's.context', vartype: 's.vartype' },
      ...{ boot_val: "coalesce(s.boot_val, '')", min_val: "coalesce(s.min_val, '')" },
      ...{ max_val: "coalesce(s.max_val, '')", sourcefile: "coalesce(s.sourcefile, '')" },
      ...{ pretty_val: 'current_setting(s.name)', pending_restart: 's.pending_restart' },
      val_in_bytes: `CASE WHEN s.unit IN ('kB', '8kB', 'MB') THEN greatest(${IN_BYTES}, 0) END`,
    },
    'pg_settings s',
  ),
  roles: byKey(
    'r.rolname',
    {
      ...{
        superuser: 'r.rolsuper',
        canlogin: 'r.rolcanlogin',
        valid_until: 'coalesce(to_json(r.rolvaliduntil), \'""\')',
      },
      member_of:
        'ARRAY(SELECT b.rolname FROM pg_auth_members m JOIN pg_roles b ON m.roleid = b.oid WHERE m.member = r.oid)',
    },
    "pg_roles r WHERE r.rolname !~ '^pg_'",
  ),
}

const IN_DATABASE = {
  namespaces: byKey(
    'n.nspname',
    { nspowner: 'pg_get_userbyid(n.nspowner)', nspacl: "coalesce(n.nspacl::text, '')" },
    'pg_namespace n',
  ),
  extensions: byKey(
    'e.extname',
    {
      extversion: 'e.extversion',
      nspname: 'n.nspname',
      description: "obj_description(e.oid, 'pg_extension')",
    },
    'pg_extension e LEFT JOIN pg_namespace n ON n.oid = e.extnamespace',
  ),
  languages: byKey(
    'l.lanname',
    { lanowner: 'pg_get_userbyid(l.lanowner)', lanacl: "coalesce(l.lanacl::text, '')" },
    'pg_language l',
  ),
  publications: `SELECT coalesce(json_object_agg(p.pubname, (to_jsonb(p) - 'pubname')
    || jsonb_build_object('oid', p.oid::bigint, 'pubowner', p.pubowner::bigint, 'ownername', pg_get_userbyid(p.pubowner))), '{}') FROM pg_publication p`,
}

/** The contents of a database to which the connection failed. */
export const NOT_CONNECTED = {
  ...{ namespaces: {}, extensions: {}, languages: {} },
  error: 'Could not connect to the database.',
}

/** Converts the contents of a database to Ansible's form: the versions of extensions are split into numbers. */
export function databaseInfo(found: Json): Fields {
  const { extensions, ...others } = found as Record<string, Fields>
  const versioned = Object.entries(extensions ?? {}).map(([name, fields]) => {
    const { extversion, ...more } = fields as Fields
    return [name, { ...more, extversion: extensionVersion(String(extversion)) }]
  })
  return { ...others, extensions: Object.fromEntries(versioned) }
}

/**
 * Converts the sections to Ansible's form. Sections that were not requested are empty. `val_in_bytes` exists only for
 * sizes.
 */
export function serverInfo(found: Fields, version: Json): Record<string, Json> {
  const given = (found.settings ?? {}) as Readonly<Record<string, Fields>>
  const settings = Object.fromEntries(
    Object.entries(given).map(([name, { val_in_bytes = null, ...fields }]) => [
      name,
      val_in_bytes === null ? fields : { ...fields, val_in_bytes },
    ]),
  )
  const pending = Object.entries(given).filter(([, { pending_restart }]) => pending_restart === true)
  return {
    ...{
      version,
      in_recovery: null,
      tablespaces: {},
      databases: {},
      replications: {},
      repl_slots: {},
      roles: {},
    },
    ...found,
    ...{ version, settings, pending_restart_settings: pending.map(([name]) => name) },
  }
}

/** Splits a version such as `1.6` into its first two numbers; null if it is not made only of numbers. */
function extensionVersion(raw: string): Json {
  const [, major, minor] = /^(\d+)(?:[.-](\d+))?(?:[.-]\d+)*$/.exec(raw) ?? []
  const number = (part: string | undefined) => (part === undefined ? null : Number(part))
  return { major: number(major), minor: number(minor), raw }
}
