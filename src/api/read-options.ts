import { z } from 'zod'
import { omitUndefined } from '../base/omit-undefined.ts'
import { suggest } from '../base/suggest.ts'
import { InputError } from '../errors.ts'
import { limitOf } from '../journal/limit.ts'
import type { RunOptions } from '../run.ts'
import type { KeySources } from '../secrets/keyring.ts'
import { vaultSource } from '../secrets/vault-passwords.ts'
import type { RunPlaybookOptions } from './options.ts'

/**
 * Returns the options of a run from those of a program. Throws InputError for an unknown option or an invalid value.
 */
export function readOptions(playbook: string | readonly string[], options: RunPlaybookOptions): RunOptions {
  refuseWrong(playbook, options)
  const { inventory = [], extraVars = [], limit, ...others } = options
  const { identity: _, vaultId: __, vaultPasswordFile: ___, signal: ____, journal: _____, ...plain } = others
  return {
    check: false,
    diff: false,
    tags: [],
    skipTags: [],
    become: false,
    persist: true,
    forceHandlers: false,
    lookAhead: true,
    ...omitUndefined(plain),
    ...(limit === undefined ? {} : { limit: limitOf(listOf(limit).join(',')) }),
    playbooks: listOf(playbook),
    inventory: listOf(inventory),
    extraVars: isList(extraVars) ? extraVars : [jsonOf(extraVars)],
    keys: keySources(options),
  }
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value
}

/** Returns variables as JSON. The schema accepts an object that contains itself, which JSON cannot represent. */
function jsonOf(variables: Readonly<Record<string, unknown>>): string {
  try {
    return JSON.stringify(variables)
  } catch (cause) {
    throw new InputError(`the option \`extraVars\` of \`runPlaybook\`: ${VARIABLES}`, { cause })
  }
}

function isList(value: object): value is readonly string[] {
  return Array.isArray(value)
}

/** Returns the sources of keys as on the command line, except that nothing is asked. */
function keySources({
  identity = [],
  vaultId = [],
  vaultPasswordFile = [],
}: Pick<RunPlaybookOptions, 'identity' | 'vaultId' | 'vaultPasswordFile'>): KeySources {
  return {
    identities: identity,
    vaults: [...vaultId.map(vaultSource), ...vaultPasswordFile.map(from => ({ id: undefined, from }))],
    ask: prompt => {
      throw new InputError(
        `\`${prompt.trim()}\` would be asked, but \`runPlaybook\` does not ask questions`,
        {
          hint: 'set the value in `extraVars`, or set `identity` to a key without a passphrase',
        },
      )
    },
  }
}

/**
 * Throws InputError for invalid options. TypeScript finds most of these errors, but JavaScript none: with a misspelt
 * `check`, the run would not be a dry run.
 */
function refuseWrong(playbook: string | readonly string[], options: RunPlaybookOptions): void {
  if (!playbooks.safeParse(playbook).success)
    throw new InputError('`runPlaybook` needs the path of a playbook, or a list of paths', {
      hint: "such as `runPlaybook('site.yml')`",
    })
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new InputError('the options of `runPlaybook` are an object')
  const [issue] = schema.safeParse(options).error?.issues ?? []
  if (issue === undefined) return
  if (issue.code !== 'unrecognized_keys')
    throw new InputError(`the option \`${issue.path.join('.')}\` of \`runPlaybook\`: ${issue.message}`)
  const [key = ''] = issue.keys
  const near = suggest(key, Object.keys(schema.shape))
  throw new InputError(
    `\`runPlaybook\` has no option \`${key}\``,
    near === undefined ? {} : { hint: `did you mean \`${near}\`?` },
  )
}

const texts = z.array(z.string())
const textOrTexts = z.union([z.string(), texts])
const playbooks = z.union([z.string(), texts.nonempty()])
const positive = z.int().positive()
const VARIABLES = 'expected an object of plain data as in JSON, or a list of texts such as `name=value`'

const schema = z.strictObject({
  inventory: textOrTexts.optional(),
  limit: textOrTexts.optional(),
  check: z.boolean().optional(),
  diff: z.boolean().optional(),
  extraVars: z.union([texts, z.record(z.string(), z.json())], { error: VARIABLES }).optional(),
  tags: texts.optional(),
  skipTags: texts.optional(),
  startAtTask: z.string().optional(),
  forks: positive.optional(),
  user: z.string().optional(),
  become: z.boolean().optional(),
  becomeUser: z.string().optional(),
  becomeMethod: z.enum(['sudo', 'su', 'doas']).optional(),
  becomePassword: z.string().optional(),
  loginPassword: z.string().optional(),
  privateKey: z.string().optional(),
  connection: z.string().optional(),
  timeout: positive.optional(),
  persist: z.boolean().optional(),
  backup: z.boolean().optional(),
  lockWait: z.int().nonnegative().optional(),
  lookAhead: z.boolean().optional(),
  forceHandlers: z.boolean().optional(),
  dialect: z.enum(['drover', 'ansible']).optional(),
  identity: texts.optional(),
  vaultPasswordFile: texts.optional(),
  vaultId: texts.optional(),
  journal: z.boolean().optional(),
  signal: z.instanceof(AbortSignal).optional(),
} satisfies Record<keyof Required<RunPlaybookOptions>, z.ZodType>)
