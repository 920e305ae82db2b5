/**
 * A locale that the host has generated.
 *
 *     - locale_gen:
 *         name: de_CH.UTF-8
 */
import {
  type ChangeInput,
  defineTask,
  fileContent,
  fileState,
  inSync,
  oneOrMore,
  type Probe,
  plan,
  presentTools,
  probe,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  BACKUP_OUTPUTS,
  explainFiles,
  type FilePlan,
  planEdited,
  putFile,
  readEdited,
} from '../../src/built-in/files.ts'
import { joinLines, splitLines } from '../../src/built-in/text.ts'

const LIST = '/etc/locale.gen'
const SUPPORTED = '/usr/share/i18n/SUPPORTED'
const UBUNTU = '/var/lib/locales/supported.d'

const params = z.strictObject({
  name: oneOrMore(
    text().refine(
      name => /^(C|[A-Za-z]{2,})(_[A-Za-z]+)?(\.[\w-]+)?(@\w+)?$/.test(name),
      'expected the name of a locale, such as `de_CH.UTF-8`',
    ),
  )
    .describe('Names of the locales, with their character sets.')
    .meta({ examples: ['de_CH.UTF-8', ['en_US.UTF-8', 'de_CH.UTF-8']] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the host should have the locales.')
    .meta({ examples: ['absent'] }),
})

type Params = z.output<typeof params>

interface LocalePlan {
  readonly file?: FilePlan
  readonly generates: boolean
}

export default defineTask({
  summary: 'Generates locales of glibc, or removes them.',
  example: `- locale_gen:
    name: de_CH.UTF-8
`,
  params,
  outputs: { name: 'The value of `name`, as a list.', state: 'The value of `state`.', ...BACKUP_OUTPUTS },
  check: async ({ host, params }) => {
    const [tools, ubuntu, file, supported, generated] = await Promise.all([
      host.ask(presentTools(['locale-gen'])),
      host.ask(fileState(UBUNTU)),
      readEdited(host, LIST),
      host.ask(fileContent(SUPPORTED)),
      host.ask(generatedLocales),
    ])
    refuseOthers(tools, ubuntu !== null, file.state !== null)
    const known = localesIn(supported?.toString() ?? '')
    const wanted = params.state === 'present'
    const missing = params.name.filter(name => generated.has(normal(name)) !== wanted)
    const next = params.name.reduce(
      (text, name) => edited(text, name, { wanted, known, generated }),
      file.text,
    )
    const result = next === file.text ? inSync() : await planEdited(host, file, next)
    const changes: ChangeInput[] = [
      ...(result.kind === 'plan' ? result.changes : []),
      ...missing.map(name => ({
        resource: `locale:${name}`,
        action: wanted ? 'generate' : 'remove',
        before: { isGenerated: !wanted },
        after: { isGenerated: wanted },
      })),
    ]
    const outputs = { name: params.name, state: params.state }
    if (changes.length === 0) return inSync(outputs)
    const data: LocalePlan = {
      generates: missing.length > 0,
      ...(result.kind === 'plan' ? { file: result.data } : {}),
    }
    const names = params.name.map(normal)
    const after = wanted
      ? [...new Set([...generated, ...names])]
      : [...generated].filter(name => !names.includes(name))
    const planned = plan<LocalePlan>(changes, data, outputs)
    return {
      ...planned,
      predicts: [{ resource: GENERATED, action: 'set', after: { locales: after.join(' ') } }],
    }
  },
  explain: async ({ host, params, plan }) =>
    plan.changes.some(({ resource }) => resource.startsWith('locale:'))
      ? whyStillThere(params)
      : explainFiles({ host, plan }),
  mayChange: () => [{ resource: `file:${LIST}` }, { resource: GENERATED }],
  apply: async ({ host, project, plan: { data } }) => {
    if (data.file) await putFile(host, project, data.file)
    if (data.generates)
      await host.run(sh`LC_ALL=C locale-gen >/dev/null`, { title: 'generate the locales', live: true })
  },
})

/** The resource of all generated locales, for the prediction of a dry run. */
const GENERATED = 'locales:generated'

/** The probe for the generated locales, by their normalized names. */
const generatedLocales: Probe<ReadonlySet<string>> = probe({
  title: 'generated locales',
  script: sh`command -v locale >/dev/null 2>&1 || exit 0
LC_ALL=C locale -a 2>/dev/null`,
  parse: ({ stdout }) => namesIn(stdout.toString()),
  own: { resource: GENERATED, after: ({ after }) => namesIn(String(after?.locales ?? '')) },
})

function namesIn(text: string): ReadonlySet<string> {
  return new Set(
    text
      .split(/\s+/)
      .filter(name => name !== '')
      .map(normal),
  )
}

/**
 * Normalizes the character set in a locale's name as glibc does: `de_CH.utf8` for `de_CH.UTF-8`. Source: glibc,
 * _nl_normalize_codeset.
 */
function normal(name: string): string {
  return name.replace(/\.([\w-]+)/, (_, set: string) => `.${set.toLowerCase().replace(/[^a-z0-9]/g, '')}`)
}

function refuseOthers(tools: ReadonlySet<string>, isUbuntu: boolean, hasList: boolean): void {
  if (isUbuntu && !hasList)
    throw new TaskError(`the host keeps its list of locales in \`${UBUNTU}\``, {
      hint: 'use `command: locale-gen NAME` with `unless: locale -a | grep -qx NAME`',
    })
  if (!tools.has('locale-gen') || !hasList)
    throw new TaskError(`the host has no \`locale-gen\` or no \`${LIST}\``, {
      hint: 'install the package `locales` in an earlier task; on hosts of the Red Hat family, a package such as `glibc-langpack-de`',
    })
}

/** Matches a line of the list: a locale and its character set, disabled by a `#`. */
const LINE = /^(#?)\s*([A-Za-z]\S*)\s+([A-Z]\S*)\s*$/

/** Parses a list to the character sets of locales by name. */
function localesIn(text: string): ReadonlyMap<string, string> {
  const all = splitLines(text).map(line => LINE.exec(line))
  return new Map(all.flatMap(found => (found ? [[found[2] ?? '', found[3] ?? '']] : [])))
}

interface Known {
  readonly wanted: boolean
  readonly known: ReadonlyMap<string, string>
  readonly generated: ReadonlySet<string>
}

/** Enables or disables a locale in the list. Throws TaskError for a locale that glibc does not have. */
function edited(list: string, name: string, { wanted, known, generated }: Known): string {
  const lines = splitLines(list)
  const next = lines.map(line => {
    const [, off, locale, set] = LINE.exec(line) ?? []
    if (locale !== name || (off === '') === wanted) return line
    return wanted ? `${locale} ${set}` : `# ${locale} ${set}`
  })
  const isListed = lines.some(line => LINE.exec(line)?.[2] === name)
  if (isListed) return next.join('\n') === lines.join('\n') ? list : joinLines(next)
  // Locales that are built into glibc are in no list.
  if (!wanted || generated.has(normal(name))) return list
  const set = known.get(name)
  if (set === undefined)
    throw new TaskError(`there is no locale \`${name}\``, { hint: `see \`${SUPPORTED}\` for their names` })
  return joinLines([...lines, `${name} ${set}`])
}

function whyStillThere({ state }: Params): string | undefined {
  return state === 'absent' ? 'the locale is built in, or another package brings it' : undefined
}
