import type { ModuleRow } from './harness.ts'

// The sockets of the servers are links next to the folder of the row; its name is part of the names of what is created there.
const BEFORE = 'ln -s "$DROVER_POSTGRES" "$PWD.pg"; ln -s "$DROVER_MARIADB" "$PWD.my"'

const row = (name: string, tasks: string, differs?: string): ModuleRow => ({
  name,
  before: BEFORE,
  tasks,
  ...(differs === undefined ? {} : { differs }),
})

const PG = 'login_unix_socket: "{{ dir }}.pg"'
const MY = 'login_unix_socket: "{{ dir }}.my", login_user: root, config_file: ""'

/** An address of this machine that no other server has. */
export const REDIS = { address: '127.77.7.7', port: '6379' }

const RD = `login_host: ${REDIS.address}`

/** Rows of the modules for databases, each with databases and users of its own. */
export const DATABASES: readonly ModuleRow[] = [
  row(
    'postgresql_db creates, changes, renames and removes',
    `
- community.postgresql.postgresql_db: { ${PG}, name: d1, encoding: utf-8, template: template0 }
- community.postgresql.postgresql_db: { ${PG}, name: d1, conn_limit: 5 }
- community.postgresql.postgresql_db: { ${PG}, name: d1, encoding: LATIN1 }
- community.postgresql.postgresql_db: { ${PG}, name: d1, state: rename, target: d1b }
- community.postgresql.postgresql_db: { ${PG}, name: d1b, state: absent }
- community.postgresql.postgresql_db: { ${PG}, name: d1b, state: absent }
`,
  ),
  row(
    'postgresql_user keeps passwords, flags and limits',
    `
- community.postgresql.postgresql_user: { ${PG}, name: u1, password: "se'cret", role_attr_flags: "CREATEDB,NOINHERIT" }
- community.postgresql.postgresql_user: { ${PG}, name: u1, password: "se'cret", role_attr_flags: "CREATEDB" }
- community.postgresql.postgresql_user: { ${PG}, name: u1, password: other, conn_limit: 3, expires: "2030-01-01" }
- community.postgresql.postgresql_user: { ${PG}, name: u1, expires: "2030-01-01 00:00", comment: hi }
- community.postgresql.postgresql_user: { ${PG}, name: u1, role_attr_flags: "NOCREATEDB,LOGIN" }
- community.postgresql.postgresql_user: { ${PG}, name: u1, role_attr_flags: NONSENSE }
`,
  ),
  row(
    'postgresql_user with a hash, groups, and its removal',
    `
- community.postgresql.postgresql_user: { ${PG}, name: g2, role_attr_flags: NOLOGIN }
- community.postgresql.postgresql_user: { ${PG}, name: u2, password: md5caeea019c541fd5df3e8c7816b511d67, groups: g2, db: postgres }
- community.postgresql.postgresql_user: { ${PG}, name: u2, password: md5caeea019c541fd5df3e8c7816b511d67, groups: g2, db: postgres }
- community.postgresql.postgresql_user: { ${PG}, name: u2, state: absent }
- community.postgresql.postgresql_user: { ${PG}, name: u2, state: absent }
`,
  ),
  row(
    'postgresql_privs grants and revokes',
    `
- community.postgresql.postgresql_user: { ${PG}, name: r3 }
- community.postgresql.postgresql_query: { ${PG}, db: postgres, query: "CREATE TABLE IF NOT EXISTS t3 (x int)" }
  changed_when: false
- community.postgresql.postgresql_privs: { ${PG}, db: postgres, roles: r3, objs: t3, privs: "SELECT,INSERT" }
- community.postgresql.postgresql_privs: { ${PG}, db: postgres, roles: r3, objs: t3, privs: SELECT, grant_option: true }
- community.postgresql.postgresql_privs: { ${PG}, db: postgres, roles: r3, objs: t3, privs: ALL, state: absent }
- community.postgresql.postgresql_privs: { ${PG}, db: postgres, roles: r3, type: schema, objs: public, privs: CREATE }
- community.postgresql.postgresql_privs: { ${PG}, db: postgres, roles: r3, type: database, privs: "TEMP,CONNECT" }
- community.postgresql.postgresql_privs: { ${PG}, db: postgres, roles: r3, type: default_privs, objs: TABLES, privs: SELECT }
- community.postgresql.postgresql_privs: { ${PG}, db: postgres, roles: nobody3, objs: t3, privs: SELECT, fail_on_role: false }
- community.postgresql.postgresql_privs: { ${PG}, db: postgres, roles: nobody3, objs: t3, privs: SELECT }
`,
  ),
  row(
    'postgresql_ext creates, updates and removes',
    `
- community.postgresql.postgresql_ext: { ${PG}, db: postgres, name: pg_trgm, version: "1.3" }
- community.postgresql.postgresql_ext: { ${PG}, db: postgres, name: pg_trgm }
- community.postgresql.postgresql_ext: { ${PG}, db: postgres, name: pg_trgm, version: latest }
- community.postgresql.postgresql_ext: { ${PG}, db: postgres, name: pg_trgm, state: absent }
- community.postgresql.postgresql_ext: { ${PG}, db: postgres, name: no_such_ext }
`,
  ),
  row(
    'postgresql_query reads and writes',
    `
- community.postgresql.postgresql_query: { ${PG}, db: postgres, query: "SELECT 1 AS n, 'a' AS t, NULL AS z, 1.5 AS f, true AS b WHERE %s = 1", positional_args: [1] }
  register: q
- debug: { msg: "{{ q.query_result.0.n }} {{ q.query_result.0.t }} {{ q.query_result.0.f }} {{ q.rowcount }} {{ q.statusmessage }}" }
- community.postgresql.postgresql_query: { ${PG}, db: postgres, query: "CREATE TABLE IF NOT EXISTS t6 (x text)" }
- community.postgresql.postgresql_query: { ${PG}, db: postgres, query: "INSERT INTO t6 VALUES (%(v)s), (%(v)s)", named_args: { v: "it's 100%" } }
  register: q
- debug: { msg: "{{ q.rowcount }} {{ q.statusmessage }}" }
- community.postgresql.postgresql_query: { ${PG}, db: postgres, query: "DELETE FROM t6 WHERE false" }
- community.postgresql.postgresql_query: { ${PG}, db: postgres, query: "SELECT nope" }
`,
  ),
  row(
    'mysql_db creates and removes',
    `
- community.mysql.mysql_db: { ${MY}, name: [d7, d7b], encoding: utf8mb4 }
- community.mysql.mysql_db: { ${MY}, name: d7, encoding: latin1 }
- community.mysql.mysql_db: { ${MY}, name: d7b, state: absent }
- community.mysql.mysql_db: { ${MY}, name: d7b, state: absent }
- community.mysql.mysql_db: { ${MY}, name: d7c, state: dump, target: "{{ dir }}/none.sql" }
`,
  ),
  row(
    'mysql_user keeps passwords and privileges',
    `
- community.mysql.mysql_user: { ${MY}, name: u8, password: "se'cret", priv: "d8.*:SELECT,INSERT/*.*:RELOAD" }
- community.mysql.mysql_user: { ${MY}, name: u8, password: "se'cret", priv: "d8.*:INSERT,SELECT/*.*:RELOAD" }
- community.mysql.mysql_user: { ${MY}, name: u8, password: other, update_password: on_create }
- community.mysql.mysql_user: { ${MY}, name: u8, priv: "d8.*:DELETE", append_privs: true }
- community.mysql.mysql_user: { ${MY}, name: u8, priv: "d8.*:INSERT", subtract_privs: true }
- community.mysql.mysql_user: { ${MY}, name: u8, priv: "d8.*:ALL,GRANT" }
- community.mysql.mysql_user: { ${MY}, name: u8, host: "%", password: "*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29", encrypted: true }
- community.mysql.mysql_user: { ${MY}, name: u8, resource_limits: { MAX_USER_CONNECTIONS: 3 } }
- community.mysql.mysql_user: { ${MY}, name: u8, host_all: true, state: absent }
- community.mysql.mysql_user: { ${MY}, name: u8, state: absent }
`,
  ),
  row(
    'mysql_user leaves requirements of TLS alone that no param names',
    `
- community.mysql.mysql_user: { ${MY}, name: u9, tls_requires: { SSL: null } }
- community.mysql.mysql_user: { ${MY}, name: u9 }
`,
    'Ansible silently takes them away',
  ),
  row(
    'mysql_query reads and writes',
    `
- community.mysql.mysql_db: { ${MY}, name: d10 }
- community.mysql.mysql_query: { ${MY}, query: "SELECT 1 AS n, 'a' AS t, NULL AS z FROM DUAL WHERE %s = 1", positional_args: [1] }
  register: q
- assert: { that: ["q.query_result[0][0].n == 1", "q.query_result[0][0].t == 'a'", "q.rowcount == [1]"] }
- community.mysql.mysql_query: { ${MY}, login_db: d10, query: "CREATE TABLE IF NOT EXISTS t (x text)" }
- community.mysql.mysql_query: { ${MY}, login_db: d10, query: "INSERT INTO t VALUES (%(v)s)", named_args: { v: "it's" } }
  register: q
- assert: { that: ["q.rowcount == [1]"] }
- community.mysql.mysql_query: { ${MY}, login_db: d10, query: "DELETE FROM t WHERE false" }
- community.mysql.mysql_query: { ${MY}, login_db: d10, query: "SELECT nope" }
`,
  ),
  row(
    'postgresql modules give the statements that they ran',
    `
- community.postgresql.postgresql_db: { ${PG}, name: d12 }
  register: r
- assert: { that: ["r.db == 'd12'", 'r.executed_commands != []'] }
- community.postgresql.postgresql_user: { ${PG}, name: u12, role_attr_flags: CREATEDB }
  register: r
- assert: { that: ["r.user == 'u12'", "r.queries != []"] }
- community.postgresql.postgresql_ext: { ${PG}, db: d12, name: pg_trgm }
  register: r
- assert: { that: ["r.ext == 'pg_trgm'", "r.queries != []"] }
- community.postgresql.postgresql_owner: { ${PG}, db: d12, new_owner: u12, obj_name: d12, obj_type: database }
  register: r
- assert: { that: ["r.queries != []"] }
- community.postgresql.postgresql_ping: { ${PG}, db: d12 }
  register: r
- assert: { that: ["r.is_available", "r.server_version.major > 10"] }
`,
  ),
  row(
    'mysql modules give the statements that they ran',
    `
- community.mysql.mysql_db: { ${MY}, name: [d13, d13b] }
  register: r
- debug: { msg: "{{ r.db }}" }
- assert: { that: ["r.db_list == ['d13', 'd13b']", "r.executed_commands != []"] }
- community.mysql.mysql_user: { ${MY}, name: u13, password: secret }
  register: r
- debug: { msg: "{{ r.user }} {{ r.msg }}" }
- assert: { that: ["r.password_changed"] }
- community.mysql.mysql_user: { ${MY}, name: u13, password: other }
  register: r
- assert: { that: ["r.password_changed"] }
- community.mysql.mysql_user: { ${MY}, name: u13, state: absent }
  register: r
- debug: { msg: "{{ r.user }} {{ r.msg }}" }
`,
  ),
  row(
    'redis sets settings',
    `
- community.general.redis: { ${RD}, command: config, name: maxmemory, value: 64MB }
  register: r
- debug: { msg: "{{ r.name }} {{ r.value }}" }
- community.general.redis: { ${RD}, command: config, name: maxmemory, value: "67108864" }
- community.general.redis: { ${RD}, command: config, name: lua-time-limit, value: 100 }
- community.general.redis: { ${RD}, command: config, name: save, value: "900 1 300 10" }
- community.general.redis: { ${RD}, command: config, name: appendonly, value: "no" }
- community.general.redis: { ${RD}, command: config, name: loglevel, value: nonsense }
- community.general.redis: { ${RD}, command: config, name: nope, value: "1" }
- community.general.redis: { ${RD}, command: config, name: databases, value: "17" }
- community.general.redis: { ${RD}, command: config, name: masterauth, value: "p'w x" }
- community.general.redis: { ${RD}, command: config, name: maxmemory }
`,
  ),
  row(
    'redis compares settings that the server writes in another order',
    `
- community.general.redis: { ${RD}, command: config, name: notify-keyspace-events, value: KEA }
- community.general.redis: { ${RD}, command: config, name: client-output-buffer-limit, value: "pubsub 2mb 1mb 60" }
`,
    'Ansible changes them in each run',
  ),
  row(
    'redis makes a replica, and a master',
    `
- community.general.redis: { ${RD}, command: replica, master_host: 127.0.0.1, master_port: 1 }
- community.general.redis: { ${RD}, command: slave, master_host: 127.0.0.1, master_port: 1 }
  register: r
- debug: { msg: "{{ r.mode.status }} {{ r.mode.master_host }} {{ r.mode.master_port }}" }
- community.general.redis: { ${RD}, command: replica, slave_mode: master }
  register: r
- debug: { msg: "{{ r.mode }}" }
- community.general.redis: { ${RD}, command: replica, replica_mode: master }
- community.general.redis: { ${RD}, command: replica, master_port: 1 }
- community.general.redis: { ${RD}, login_port: 1, command: replica, replica_mode: master }
`,
  ),
  row(
    'redis removes keys only if there are some',
    `
- community.general.redis: { ${RD}, command: flush }
- community.general.redis: { ${RD}, command: flush, flush_mode: db, db: 1 }
`,
    'Ansible always reports a change',
  ),
  row(
    'redis needs a database to flush',
    `
- community.general.redis: { ${RD}, command: flush, flush_mode: db }
`,
  ),
  row(
    'mysql_variables takes values as the server writes them',
    `
- community.mysql.mysql_variables: { ${MY}, variable: slow_query_log, value: "1" }
- community.mysql.mysql_variables: { ${MY}, variable: max_allowed_packet, value: 32M }
- community.mysql.mysql_variables: { ${MY}, variable: optimizer_switch, value: "mrr=off" }
`,
    'Ansible changes switches in each run and takes no units',
  ),
  row(
    'mysql_info knows its parts',
    `
- community.mysql.mysql_info: { ${MY}, filter: [version, nonsense] }
`,
    'Ansible ignores unknown parts with a warning',
  ),
  row(
    'postgresql_set compares in any form',
    `
- community.postgresql.postgresql_set: { ${PG}, db: postgres, name: maintenance_work_mem, value: 65536kB }
- community.postgresql.postgresql_set: { ${PG}, db: postgres, name: max_connections, value: 100 }
- community.postgresql.postgresql_set: { ${PG}, db: postgres, name: log_statement, value: default }
`,
  ),
  row(
    'postgresql_owner reassigns what is there',
    `
- community.postgresql.postgresql_user: { ${PG}, name: "{{ item }}" }
  loop: [o18, p18]
- community.postgresql.postgresql_owner: { ${PG}, db: postgres, new_owner: p18, reassign_owned_by: o18 }
`,
    'Ansible always reports a change',
  ),
]
