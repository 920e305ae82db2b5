/**
 * A program that stands for a common command, among several ones: a link that `update-alternatives` keeps.
 *
 *     - alternatives:
 *         name: editor
 *         path: /usr/bin/vim.basic
 */
import {
  type ChangeInput,
  defineTask,
  hostPath,
  inSync,
  number,
  pathExists,
  plan,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  type Alternative,
  type AlternativesGroup,
  absolutePath,
  alternativesGroup,
  alternativesResource,
  escapeGlob,
  joinShell,
  omitUndefined,
  type Subcommand,
} from '../../src/built-in.ts'

function name() {
  return text().refine(word => /^[^-/\s][^/\s]*$/.test(word), 'expected a name, such as `editor`')
}

function onePath() {
  return hostPath().refine(path => !/[\r\n]/.test(path), 'expected a path without line breaks')
}

const params = z
  .strictObject({
    name: name()
      .describe('Name of the link group.')
      .meta({ examples: ['editor'] }),
    path: onePath()
      .optional()
      .describe('The program or file that the link may lead to.')
      .meta({ examples: ['/usr/bin/vim.basic'] }),
    family: text()
      .refine(word => /^[^-/\s][^/\s]*$/.test(word), 'expected the name of a family')
      .optional()
      .describe('Family of the alternative, on hosts of Red Hat; it can be selected instead of a `path`.')
      .meta({ examples: ['java-17-openjdk.x86_64'] }),
    link: onePath()
      .optional()
      .describe('The link. Needed for a group that the host does not have, and always on hosts of Red Hat.')
      .meta({ examples: ['/usr/bin/editor'] }),
    priority: number()
      .refine(Number.isInteger, 'expected a whole number')
      .optional()
      .describe('Priority of the alternative in automatic mode; a new one has 50 if it is omitted.')
      .meta({ examples: [100] }),
    state: z
      .enum(['present', 'selected', 'auto', 'absent'])
      .default('selected')
      .describe(
        '`present` adds the alternative, `selected` also makes the link lead to it, and `auto` to the one with the highest priority. `absent` removes it.',
      )
      .meta({ examples: ['auto'] }),
    subcommands: z
      .array(z.strictObject({ name: name(), path: onePath(), link: onePath() }))
      .optional()
      .describe(
        'Further links that follow the alternative, such as its manual page. None but these are kept.',
      )
      .meta({
        examples: [
          [
            {
              name: 'editor.1.gz',
              path: '/usr/share/man/man1/vim.1.gz',
              link: '/usr/share/man/man1/editor.1.gz',
            },
          ],
        ],
      }),
  })
  .refine(({ path, family }) => path !== undefined || family !== undefined, {
    path: ['path'],
    message: 'expected the path of the alternative',
  })
  .refine(({ path, state }) => path !== undefined || state !== 'absent', {
    path: ['path'],
    message: '`absent` needs the path of the alternative',
  })

type Params = z.output<typeof params>

/** What is run, in this order. */
interface AlternativesPlan {
  readonly installs?: Alternative & { readonly link: string }
  /** A path or a family. */
  readonly selects?: string
  readonly goesAuto: boolean
  readonly removes?: string
}

export default defineTask({
  summary: 'Adds, selects or removes an alternative of a common command.',
  example: `- alternatives:
    name: editor
    path: /usr/bin/vim.basic
`,
  params,
  aliases: { slaves: 'subcommands' },
  check: async ({ host, params }) => {
    const path = params.path === undefined ? undefined : await absolutePath(host, params.path)
    const [group, isThere] = await Promise.all([
      host.ask(alternativesGroup(params.name)),
      path === undefined || params.state === 'absent' ? true : host.ask(pathExists(escapeGlob(path))),
    ])
    if (group === undefined)
      throw new TaskError('the host has no `update-alternatives`', {
        hint: 'install it in an earlier task (on hosts of Red Hat the package is `alternatives`)',
      })
    const data = await planOf(host, params, { path, group, isThere })
    const messages = messagesOf(data, params.name)
    const outputs = { msg: messages.join(' ') }
    if (messages.length === 0) return inSync(outputs)
    const next = predicted(group, data)
    const made = plan<AlternativesPlan>([changeOf(params.name, { group, next, path, data })], data, outputs)
    return {
      ...made,
      predicts: [
        {
          resource: alternativesResource(params.name),
          action: 'set',
          after: { group: JSON.stringify(next) },
        },
      ],
    }
  },
  mayChange: ({ params: { name } }) => [
    { resource: `alternative:${name}` },
    { resource: alternativesResource(name) },
  ],
  apply: async ({ host, params: { name }, plan: { data } }) => {
    const { installs, selects, goesAuto, removes } = data
    const commands = [
      ...(installs ? [installWords(name, installs)] : []),
      ...(selects === undefined ? [] : [['--set', name, selects]]),
      ...(goesAuto ? [['--auto', name]] : []),
      ...(removes === undefined ? [] : [['--remove', name, removes]]),
    ]
    const steps = commands.map(words => sh`LC_ALL=C update-alternatives ${words}`)
    await host.run(joinShell(steps, ' && '), { title: `set the alternatives of ${name}` })
  },
})

/** What has to be done. Throws TaskError for an alternative that cannot be added. */
async function planOf(
  host: ReadHost,
  params: Params,
  { path, group, isThere }: { path: string | undefined; group: AlternativesGroup | null; isThere: boolean },
): Promise<AlternativesPlan> {
  const { name, family, state } = params
  const known = group?.alternatives.find(each => each.path === path)
  if (state === 'absent') return { goesAuto: false, ...(known ? { removes: known.path } : {}) }
  const installs = path === undefined ? undefined : await installOf(host, params, { path, group, known })
  if (installs && !isThere)
    throw new TaskError(`\`${path}\` does not exist`, { hint: 'install it in an earlier task' })
  const present = group?.alternatives.find(each => each.path === group.current)
  const isSelected =
    path === undefined ? present !== undefined && present.family === family : group?.current === path
  if (path === undefined && !group?.alternatives.some(each => each.family === family))
    throw new TaskError(`\`${name}\` has no alternative of the family \`${family ?? ''}\``)
  return {
    ...(installs ? { installs } : {}),
    ...(state === 'selected' && !isSelected ? { selects: path ?? family ?? '' } : {}),
    goesAuto: state === 'auto' && group?.isManual === true,
  }
}

async function installOf(
  host: ReadHost,
  { name, family, priority, link, subcommands }: Params,
  { path, group, known }: { path: string; group: AlternativesGroup | null; known: Alternative | undefined },
): Promise<AlternativesPlan['installs']> {
  const given = link === undefined ? undefined : await absolutePath(host, link)
  const isOther =
    known === undefined ||
    (priority !== undefined && known.priority !== priority) ||
    (subcommands !== undefined && !areSame(known.subcommands, subcommands)) ||
    (given !== undefined && group?.link !== null && group?.link !== given)
  if (!isOther) return undefined
  const place = given ?? group?.link
  if (place === undefined || place === null)
    throw new TaskError(`the host does not know where the link of \`${name}\` is`, { hint: 'set `link`' })
  if (subcommands === undefined && known?.subcommands.some(each => each.link === ''))
    throw new TaskError(`the host does not know where the links of the subcommands of \`${name}\` are`, {
      hint: 'set `subcommands`',
    })
  const kept = { priority: known?.priority ?? 50, subcommands: known?.subcommands ?? [] }
  return {
    ...{ link: place, path },
    ...omitUndefined({ family }),
    ...{ priority: priority ?? kept.priority, subcommands: subcommands ?? kept.subcommands },
  }
}

/** On hosts of Red Hat, only the names and paths of subcommands are known. */
function areSame(known: readonly Subcommand[], wanted: readonly Subcommand[]): boolean {
  const knowsLinks = known.every(({ link }) => link !== '')
  const words = (all: readonly Subcommand[]) =>
    all.map(({ name, path, link }) => [name, path, knowsLinks ? link : ''].join('\0')).sort()
  return words(known).join('\n') === words(wanted).join('\n')
}

function messagesOf({ installs, selects, goesAuto, removes }: AlternativesPlan, name: string): string[] {
  const group = `'${name}'`
  return [
    ...(installs ? [`Install alternative '${installs.path}' for '${name}'.`] : []),
    ...(selects === undefined ? [] : [`Set alternative '${selects}' for '${name}'.`]),
    ...(goesAuto ? [`Set alternative to auto for '${name}'.`] : []),
    ...(removes === undefined ? [] : [`Remove alternative '${removes}' from ${group}.`]),
  ]
}

function installWords(name: string, alternative: NonNullable<AlternativesPlan['installs']>): string[] {
  const { link, path, priority, family, subcommands } = alternative
  return [
    ...['--install', link, name, path, String(priority)],
    ...(family === undefined ? [] : ['--family', family]),
    ...subcommands.flatMap(each => ['--slave', each.link, each.name, each.path]),
  ]
}

/** The group as it would be; null if it would be gone. */
function predicted(
  group: AlternativesGroup | null,
  { installs, selects, goesAuto, removes }: AlternativesPlan,
): AlternativesGroup | null {
  const others = group?.alternatives.filter(({ path }) => path !== installs?.path && path !== removes) ?? []
  const alternatives = installs ? [...others, installs] : others
  if (alternatives.length === 0) return null
  const isKept = group?.isManual === true && !goesAuto && group.current !== removes
  const isManual = selects !== undefined || isKept
  const best = alternatives.reduce((one, other) => (other.priority > one.priority ? other : one))
  const chosen = alternatives.find(({ path, family }) => path === selects || family === selects)
  const kept = isKept ? (group?.current ?? null) : best.path
  const current = selects === undefined ? kept : (chosen?.path ?? selects)
  return { link: installs?.link ?? group?.link ?? null, isManual, current, alternatives }
}

/** What differs of a group, and of the alternative that is meant. */
function changeOf(
  name: string,
  {
    group,
    next,
    path,
    data,
  }: {
    group: AlternativesGroup | null
    next: AlternativesGroup | null
    path: string | undefined
    data: AlternativesPlan
  },
): ChangeInput {
  const fields = (of: AlternativesGroup | null) => {
    const own = of?.alternatives.find(each => each.path === path)
    const subcommands = own?.subcommands.map(each => `${each.link} -> ${each.path}`)
    return (
      of && {
        mode: of.isManual ? 'manual' : 'auto',
        selected: of.current,
        ...(data.installs || data.removes
          ? { link: of.link, alternative: own?.path ?? null, priority: own?.priority, subcommands }
          : {}),
      }
    )
  }
  const [before, after] = [fields(group), fields(next)]
  const appears = before === null ? 'create' : 'update'
  return { resource: `alternative:${name}`, action: after === null ? 'delete' : appears, before, after }
}
