/**
 * Extended attributes of a file or directory.
 *
 *     - xattr:
 *         path: /srv/site
 *         key: checksum
 *         value: 9f86d081
 */
import {
  defineTask,
  flag,
  hostPath,
  inSync,
  type Probe,
  plan,
  probe,
  sh,
  text,
  z,
} from '../../src/authoring/task.ts'
import { existingPath, explainFiles, setAttributes } from '../../src/built-in/files.ts'
import { plainPath, prefetchLikely, requireProgram } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    path: hostPath()
      .describe('Path of the file or directory.')
      .meta({ examples: ['/srv/site'] }),
    namespace: text()
      .default('user')
      .describe('Namespace of the key. Set an empty text if the key already contains it.')
      .meta({ examples: ['trusted'] }),
    key: text()
      .refine(key => /^[^\s="\\\0]+$/.test(key), 'expected a name without spaces, quotes and `=`')
      .optional()
      .describe('Name of the attribute.')
      .meta({ examples: ['checksum'] }),
    value: text()
      .optional()
      .describe('The value. Setting it implies `state: present`.')
      .meta({ examples: ['9f86d081'] }),
    state: z
      .enum(['read', 'present', 'absent', 'keys', 'all'])
      .default('read')
      .describe(
        'The desired state of the attribute. `read`, `keys` and `all` only register existing attributes, as `xattr`.',
      )
      .meta({ examples: ['absent'] }),
    follow: flag()
      .default(true)
      .describe('If the path is a symlink, use its target.')
      .meta({ examples: [false] }),
  })
  .refine(({ state, value }) => value === undefined || state === 'read' || state === 'present', {
    path: ['value'],
    message: 'is only for `state: present`',
  })
  .refine(({ state, value }) => state !== 'present' || value !== undefined, {
    path: ['value'],
    message: 'expected the value',
  })
  .refine(({ state, value, key }) => key !== undefined || (value === undefined && state !== 'absent'), {
    path: ['key'],
    message: 'expected the name of the attribute',
  })

type Params = z.output<typeof params>

interface XattrPlan {
  readonly path: string
  readonly isLink: boolean
  /** The arguments of setfattr before the path. */
  readonly words: readonly string[]
}

export default defineTask({
  summary: 'Sets, removes or reads extended attributes of a file or directory.',
  example: `- xattr:
    path: /srv/site
    key: checksum
    value: 9f86d081
`,
  params,
  aliases: { name: 'path' },
  outputs: {
    xattr:
      'The attribute `key`, or without a key all attributes of the namespace `user`, as a map from names to values: text, or `0s` and base64 if a value is not UTF-8; empty texts with `state: keys`.',
  },
  check: async ({ host, params }) => {
    const named = plainPath(await absolutePath(host, params.path))
    const attributes = prefetchLikely(named, at => host.ask(attributesOf(at)))
    const { path, state } = await existingPath(host, named, params.follow)
    const all = await attributes(path)
    const key = keyOf(params)
    const { value } = params
    if (value === undefined && params.state !== 'absent') return inSync(shown(all, key, params.state))
    const now = all.get(key)
    const isWanted = value !== undefined
    const outputs = { msg: isWanted ? `${key} set to ${value}` : `${key} removed`, xattr: textsOf(all, key) }
    const isRight = isWanted ? now?.equals(Buffer.from(value)) : now === undefined
    if (isRight) return inSync(outputs)
    const change = {
      resource: `file:${path}`,
      action: 'update',
      before: { [key]: now === undefined ? null : textOf(now) },
      after: { [key]: value ?? null },
    }
    // Sent as base64, because setfattr interprets escapes in other forms.
    const words = isWanted ? ['-n', key, '-v', `0s${Buffer.from(value).toString('base64')}`] : ['-x', key]
    return plan<XattrPlan>([change], { path, isLink: state.kind === 'link', words }, outputs)
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path], { keepsContent: true }),
  apply: async ({ host, plan: { data } }) => {
    const { path, isLink, words } = data
    const options = isLink ? ['-h', ...words] : words
    await host.run(
      setAttributes(path, {}, { isLink, next: [sh`d_run_pinned setfattr ${options} -- "$d_pinned"`] }),
      { title: `setfattr ${words.slice(0, 2).join(' ')} ${path}` },
    )
  },
})

function keyOf({ namespace, key = '' }: Params): string {
  const isWhole = namespace === '' || (namespace === 'user' && key.startsWith('user.'))
  return isWhole || key === '' ? key : `${namespace}.${key}`
}

function shown(all: ReadonlyMap<string, Buffer>, key: string, state: Params['state']) {
  if (state === 'keys') {
    const names = [...all.keys()].filter(isOfUser)
    return { msg: 'returning all keys', xattr: Object.fromEntries(names.map(name => [name, ''])) }
  }
  if (state === 'all') return { msg: 'dumping all', xattr: textsOf(all, '') }
  return { msg: `returning ${key || 'None'}`, xattr: textsOf(all, key) }
}

/** Returns the attribute with this name or, without a name, all user attributes, as strings. */
function textsOf(all: ReadonlyMap<string, Buffer>, key: string): Readonly<Record<string, string>> {
  const found = [...all].filter(([name]) => (key === '' ? isOfUser(name) : name === key))
  return Object.fromEntries(found.map(([name, value]) => [name, textOf(value)]))
}

function isOfUser(name: string): boolean {
  return name.startsWith('user.')
}

function textOf(value: Buffer): string {
  const text = value.toString()
  return Buffer.from(text).equals(value) ? text : `0s${value.toString('base64')}`
}

/** Returns a probe for all attributes of a path; for those of the link itself if the path is one. */
function attributesOf(path: string): Probe<ReadonlyMap<string, Buffer>> {
  return probe({
    title: `extended attributes of ${path}`,
    script: sh`${requireProgram('getfattr', 'install attr in an earlier task')}
LC_ALL=C getfattr -h -d -m - -e base64 --absolute-names -- ${path}`,
    parse: ({ stdout }) => {
      const lines = stdout.toString().split('\n')
      const found = lines.flatMap(line => {
        const [, name, value = ''] = /^([^#=][^=]*)(?:=0s(.*))?$/.exec(line) ?? []
        return name === undefined ? [] : [[name, Buffer.from(value, 'base64')] as const]
      })
      return new Map(found)
    },
  })
}
