/**
 * A rule of the SELinux policy that says which context the files at some paths have.
 *
 *     - sefcontext: { target: "/srv/www(/.*)?", setype: httpd_sys_content_t }
 */
import { type ChangeInput, defineTask, flag, type ReadHost, text, z } from '../../src/authoring/task.ts'
import { prefetch } from '../../src/built-in/host.ts'
import { notBoth } from '../../src/built-in/params.ts'
import {
  contextResource,
  contextRule,
  isSelinuxOn,
  planSemanage,
  requireSelinuxTools,
  runSemanage,
  type SemanageStep,
  substituteOf,
  substituteResource,
} from '../../src/built-in/system.ts'

const name = (what: string) =>
  text().refine(value => /^[\w.:,-]+$/.test(value) && !value.startsWith('-'), `expected ${what}`)

const target = () =>
  text().refine(path => /^\/\S*$/.test(path), 'expected an absolute path or expression without spaces')

const params = z
  .strictObject({
    target: target()
      .describe('The paths, as a regular expression that must match the whole path.')
      .meta({ examples: ['/srv/www(/.*)?'] }),
    ftype: z
      .enum(['a', 'b', 'c', 'd', 'f', 'l', 'p', 's'])
      .default('a')
      .describe(
        'The type of files to which the rule applies: `a` all, `f` regular files, `d` directories, `b` and `c` devices, `l` links, `p` pipes, `s` sockets.',
      )
      .meta({ examples: ['d'] }),
    setype: name('an SELinux type')
      .optional()
      .describe('The SELinux type of the files.')
      .meta({ examples: ['httpd_sys_content_t'] }),
    substitute: target()
      .optional()
      .describe('A directory whose rules also apply to `target`. Use this instead of a type.')
      .meta({ examples: ['/var/lib/containers'] }),
    seuser: name('an SELinux user')
      .optional()
      .describe('The SELinux user of the files. Default for a new rule: `system_u`.')
      .meta({ examples: ['system_u'] }),
    selevel: name('a level')
      .optional()
      .describe('The SELinux level of the files. Default for a new rule: `s0`.')
      .meta({ examples: ['s0'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe(
        '`absent` removes rules that were added on the host. It cannot remove rules of the policy itself.',
      )
      .meta({ examples: ['absent'] }),
    reload: flag()
      .default(true)
      .describe('Reload the policy. The contexts of existing files do not change; use restorecon for them.')
      .meta({ examples: [false] }),
    ignore_selinux_state: flag()
      .default(false)
      .describe('Change the policy on disk even if SELinux is disabled.')
      .meta({ examples: [true] }),
  })
  .refine(...notBoth('setype', 'substitute'))
  .refine(({ state, setype, substitute }) => state === 'absent' || (setype ?? substitute) !== undefined, {
    path: ['setype'],
    message: 'expected the type, or `substitute`',
  })
  .refine(
    ({ substitute, seuser, selevel, ftype }) =>
      substitute === undefined || ((seuser ?? selevel) === undefined && ftype === 'a'),
    { path: ['substitute'], message: 'cannot be combined with `ftype`, `seuser` and `selevel`' },
  )

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Adds a rule for file contexts to the SELinux policy, or removes it.',
  example: `- sefcontext:
    target: /srv/www(/.*)?
    setype: httpd_sys_content_t
`,
  params,
  aliases: { path: 'target', equal: 'substitute', serange: 'selevel' },
  outputs: {
    target: 'The value of `target`.',
    ftype: 'The value of `ftype`.',
    setype: 'The value of `setype`; null if it is not set.',
    substitute: 'The value of `substitute`; null if it is not set.',
    state: 'The value of `state`.',
    seuser: 'The value of `seuser`; null if it is not set.',
    serange: 'The value of `selevel`; null if it is not set.',
  },
  check: async ({ host, params }) => {
    const asked = prefetch(params.state === 'absent' ? removals(host, params) : additions(host, params))
    const tools = prefetch(requireSelinuxTools(host, ['semanage']))
    await isSelinuxOn(host, params.ignore_selinux_state)
    await tools
    const { target, ftype, setype, substitute, state, seuser, selevel } = params
    const outputs = {
      ...{ target, ftype, setype: setype ?? null, substitute: substitute ?? null, state },
      ...{ seuser: seuser ?? null, serange: selevel ?? null },
    }
    return planSemanage(await asked, outputs)
  },
  mayChange: ({ params: { target, ftype } }) => [
    { resource: contextResource(target, ftype) },
    { resource: substituteResource(target) },
  ],
  apply: ({ host, params, plan: { data } }) => runSemanage(host, 'fcontext', data, params),
})

async function additions(host: ReadHost, params: Params): Promise<readonly SemanageStep[]> {
  const { target, ftype, substitute, setype = '' } = params
  if (substitute !== undefined) return substitution(host, target, substitute)
  const now = await host.ask(contextRule(target, ftype, 'all'))
  const wanted = {
    seuser: params.seuser ?? now?.seuser ?? 'system_u',
    setype,
    selevel: params.selevel ?? now?.selevel ?? 's0',
  }
  const isSame = now?.setype === setype && now.seuser === wanted.seuser && now.selevel === wanted.selevel
  if (isSame) return []
  const verb = now === undefined ? '-a' : '-m'
  const user = params.seuser === undefined ? [] : ['-s', params.seuser]
  const level = params.selevel === undefined ? [] : ['-r', params.selevel]
  const resource = contextResource(target, ftype)
  const change = {
    resource,
    action: now === undefined ? 'add' : 'update',
    before: now ? { ...now } : null,
    after: wanted,
  }
  return [{ words: [verb, '-f', ftype, '-t', setype, ...user, ...level, target], change }]
}

async function substitution(
  host: ReadHost,
  target: string,
  substitute: string,
): Promise<readonly SemanageStep[]> {
  const now = await host.ask(substituteOf(target, 'all'))
  if (now === substitute) return []
  const change = {
    resource: substituteResource(target),
    action: now === undefined ? 'add' : 'update',
    before: now === undefined ? null : { substitute: now },
    after: { substitute },
  }
  return [{ words: [now === undefined ? '-a' : '-m', '-e', substitute, target], change }]
}

/**
 * Returns the steps that remove added rules of the target: contexts and substitutes, unless the params name one kind.
 */
async function removals(host: ReadHost, params: Params): Promise<readonly SemanageStep[]> {
  const { target, ftype, setype, substitute } = params
  const [context, itsSubstitute] = await Promise.all([
    substitute === undefined ? host.ask(contextRule(target, ftype, 'local')) : undefined,
    setype === undefined ? host.ask(substituteOf(target, 'local')) : undefined,
  ])
  const isMeant = itsSubstitute !== undefined && (substitute ?? itsSubstitute) === itsSubstitute
  const action = 'delete'
  const removal = (
    resource: string,
    before: ChangeInput['before'],
    words: readonly string[],
  ): SemanageStep => ({
    words: ['-d', ...words, target],
    change: { resource, action, before, after: null },
  })
  return [
    // A substitute of the target is removed first, even if the task names a context.
    ...(isMeant
      ? [removal(substituteResource(target), { substitute: itsSubstitute }, ['-e', itsSubstitute])]
      : []),
    ...(context === undefined
      ? []
      : [removal(contextResource(target, ftype), { ...context }, ['-f', ftype])]),
  ]
}
