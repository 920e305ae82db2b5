/**
 * Rules of a pg_hba.conf, which says who may log in to a PostgreSQL server from where.
 *
 *     - postgresql_pg_hba:
 *         dest: /etc/postgresql/15/main/pg_hba.conf
 *         contype: host
 *         databases: app
 *         users: app
 *         address: 10.0.0.0/8
 *         method: scram-sha-256
 */
import { defineTask, flag, hostPath, TaskError, text, Unknown, z } from '../../src/authoring/task.ts'
import {
  backupParam,
  EDITED_FILE_OUTPUTS,
  explainFiles,
  fileOptionsIn,
  fileParams,
  planEditedFile,
  putEditedFile,
} from '../../src/built-in/files.ts'
import { absolutePath, lineParam, mayChangeFiles, omitUndefined } from '../../src/built-in/params.ts'
import {
  commaList,
  editHba,
  HBA_TYPES,
  HBA_WORD,
  type HbaEdit,
  type HbaRule,
  hbaRules,
  hbaSource,
  textOf,
} from '../../src/built-in/text.ts'

const METHODS = [
  ...(['trust', 'reject', 'md5', 'password', 'gss', 'sspi', 'krb5', 'ident', 'peer', 'ldap'] as const),
  ...(['radius', 'cert', 'pam', 'bsd', 'oauth', 'scram-sha-256'] as const),
] as const

const word = () =>
  text().refine(given => HBA_WORD.test(given), 'expected a name; put one with blanks in double quotes')

const line = () => lineParam('expected text in one line')

const rule = {
  contype: z
    .enum(HBA_TYPES)
    .optional()
    .describe(
      'The type of the connections. If neither this nor `rules` is set, the existing rules are only reported.',
    )
    .meta({ examples: ['hostssl'] }),
  databases: commaList(word())
    .optional()
    .describe('The databases. Each gets a separate rule. By default, `all`.')
    .meta({ examples: [['app', 'sales']] }),
  users: commaList(word())
    .optional()
    .describe('The users. Each gets a separate rule. By default, `all`.')
    .meta({ examples: [['app', '+admins']] }),
  address: word()
    .optional()
    .describe('The network or host, or `all`, `samehost` or `samenet`. By default, `samehost`.')
    .meta({ examples: ['10.0.0.0/8'] }),
  netmask: word()
    .optional()
    .describe('The network mask of `address`, if `address` has no prefix length.')
    .meta({ examples: ['255.0.0.0'] }),
  method: z
    .enum(METHODS)
    .optional()
    .describe('How users are authenticated. By default, `md5`.')
    .meta({ examples: ['scram-sha-256'] }),
  options: line()
    .refine(given => !given.includes('#'), 'expected options without `#`, which begins a comment')
    .optional()
    .describe('Options of the method.')
    .meta({ examples: ['map=admins'] }),
  comment: line()
    .optional()
    .describe('A comment after the rule. By default, an existing comment is kept.')
    .meta({ examples: ['application servers'] }),
  state: z
    .enum(['present', 'absent'])
    .optional()
    .describe('Whether the file should have the rule. By default, `present`.')
    .meta({ examples: ['absent'] }),
}

/** Replaces the aliases of `address` in a rule of a list. */
function withAddress(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given
  const { source, src, ...others } = given as Readonly<Record<string, unknown>>
  const address = source ?? src
  return address === undefined || 'address' in others ? given : { ...others, address }
}

const RULE_PARAMS = Object.keys(rule) as (keyof typeof rule)[]

const params = z
  .strictObject({
    dest: hostPath()
      .describe('The file.')
      .meta({ examples: ['/etc/postgresql/15/main/pg_hba.conf'] }),
    ...rule,
    rules: z
      .array(z.preprocess(withAddress, z.strictObject(rule)))
      .optional()
      .describe(
        'A list of rules. Each rule is a map with `contype`, `databases`, `users`, `address` and so on.',
      )
      .meta({ examples: [[{ contype: 'local', method: 'peer' }]] }),
    rules_behavior: z
      .enum(['conflict', 'combine'])
      .default('conflict')
      .describe('With `combine`, the other params of the task are the defaults for each rule in `rules`.')
      .meta({ examples: ['combine'] }),
    overwrite: flag()
      .default(false)
      .describe('Remove all other rules.')
      .meta({ examples: [true] }),
    keep_comments_at_rules: flag()
      .default(true)
      .describe('Has no effect: comments always stay where they are.')
      .meta({ examples: [true] }),
    create: flag()
      .default(false)
      .describe('Create the file if it does not exist.')
      .meta({ examples: [true] }),
    backup: backupParam,
    ...fileParams,
  })
  .superRefine((given, context) => {
    const extra = RULE_PARAMS.find(name => given[name] !== undefined)
    if (given.rules !== undefined && given.rules_behavior === 'conflict' && extra !== undefined)
      context.addIssue({
        code: 'custom',
        path: [extra],
        message: 'cannot be combined with `rules`, unless `rules_behavior` is `combine`',
      })
  })

type Params = z.output<typeof params>
type GivenRule = Pick<Params, keyof typeof rule>

export default defineTask({
  summary: 'Adds, changes or removes rules of a pg_hba.conf of PostgreSQL.',
  example: `- postgresql_pg_hba:
    dest: /etc/postgresql/15/main/pg_hba.conf
    contype: host
    databases: app
    users: app
    address: 10.0.0.0/8
    method: scram-sha-256
`,
  params,
  aliases: { source: 'address', src: 'address' },
  outputs: {
    ...EDITED_FILE_OUTPUTS,
    pg_hba:
      'The rules in the file after the task, as a list of maps with `type`, `db`, `usr`, `src` (except for `local`), `method` and, if the rule has them, `options` and `comment`.',
  },
  unsupported: {
    backup_file: 'use `backup`, which keeps the old file next to the new one',
    order: 'remove it: a new rule comes before the first that is less specific',
  },
  check: async ({ host, params }) => {
    const edit = wantedEdit(params)
    return planEditedFile(
      { host },
      {
        path: await absolutePath(host, params.dest),
        create: params.create,
        isRemoval: edit.changes.every(change => !change.isPresent),
        options: { ...fileOptionsIn(params), backup: params.backup },
        edit: old => editFile(old, edit),
        outputs: edited => ({
          pg_hba: edited instanceof Unknown ? edited : hbaRules(textOf(edited.bytes).text),
        }),
      },
    )
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.dest]),
  apply: ({ host, project, plan }) => putEditedFile(host, project, plan),
})

function editFile(old: Buffer, edit: HbaEdit) {
  const { text, toBytes } = textOf(old)
  const edited = editHba(text, edit)
  return edited === text ? { bytes: old, message: '' } : { bytes: toBytes(edited), message: 'rules changed' }
}

function wantedEdit(params: Params): HbaEdit {
  const { rules = [params], rules_behavior, overwrite } = params
  const outer = rules_behavior === 'combine' ? omitUndefined(ruleParams(params)) : {}
  const changes = rules
    .map(given => ({ ...outer, ...omitUndefined(ruleParams(given)) }))
    .flatMap(given =>
      rulesOf(given as GivenRule).map(each => ({ rule: each, isPresent: given.state !== 'absent' })),
    )
  return { changes, overwrite }
}

function ruleParams(given: GivenRule): GivenRule {
  return Object.fromEntries(RULE_PARAMS.map(name => [name, given[name]])) as unknown as GivenRule
}

/** Returns one rule for each database and user; none if the params have no type. */
function rulesOf(given: GivenRule): HbaRule[] {
  const { contype, databases = ['all'], users = ['all'], address = 'samehost', netmask } = given
  if (contype === undefined) return []
  const { method = 'md5', options, comment } = given
  const src = contype === 'local' ? undefined : hbaSource(address, netmask)
  if (src === undefined && contype !== 'local')
    throw new TaskError(`\`${address}\` with the mask \`${netmask}\` is no network`, {
      hint: 'check `address` and `netmask`',
    })
  return databases.flatMap(db =>
    users.map(usr => ({ type: contype, db, usr, method, ...omitUndefined({ src, options, comment }) })),
  )
}
