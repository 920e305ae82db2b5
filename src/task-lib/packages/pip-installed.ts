import type { CheckContext } from '../../authoring/define.ts'
import { TaskError } from '../../errors.ts'
import { probe } from '../../remote/probe.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import { sh } from '../../shell/quote.ts'
import { extraOptions, findPip, pipScript } from './pip-commands.ts'
import type { PipParams } from './pip-params.ts'
import type { PipPlace } from './pip-place.ts'
import { isSource, requirementTitles, requirementWords } from './pip-requirements.ts'

type PipContext = CheckContext<PipParams>

/**
 * Whether pip would install nothing. If pip cannot decide that without installing, the requirements count as not
 * installed.
 */
export async function hasRequirements(context: PipContext, place: PipPlace): Promise<boolean> {
  return context.params.state !== 'forcereinstall' && (await wouldInstall(context, place)) === false
}

/**
 * Whether the requirements are installed, for the check after apply. Requirements that only an installation can verify
 * (such as paths and URLs) count as installed.
 */
export async function hasRequirementsAfterRun(context: PipContext, place: PipPlace): Promise<boolean> {
  const { params } = context
  const isAlwaysInstalled =
    params.state !== 'present' || params.editable || requirementTitles(params, place).some(isSource)
  return isAlwaysInstalled || (await wouldInstall(context, place)) !== true
}

/**
 * Whether pip would install something; undefined if it cannot know. `--no-index` restricts pip to installed packages.
 * Old versions of pip cannot simulate: there, Python's `pkg_resources` compares the requirements.
 */
function wouldInstall(context: PipContext, place: PipPlace): Promise<boolean | undefined> {
  const { host, params } = context
  const isLatest = params.state === 'latest'
  const words = [
    ...extraOptions(params),
    ...(isLatest ? ['-U'] : ['--no-index']),
    ...requirementWords(params, place),
  ]
  const names = place.file === undefined ? requirementTitles(params, place) : []
  const compare = `import sys, pkg_resources as p
f, names = sys.argv[1], sys.argv[2:]
p.require(names + ([str(r) for r in p.parse_requirements(open(f))] if f else []))`
  const script = sh`${findPip(params, place)}
case $("$@" install --help 2>/dev/null) in
  *--dry-run*)
    o=$("$@" install --dry-run ${words} 2>&1) || exit 4
    case $o in *'Would install '*) exit 4;; esac
    exit 0;;
esac
${isLatest ? sh`exit 5` : sh``}
p=python3
[ "$2" != -m ] || p=$1
"$p" -c ${compare} ${place.file ?? ''} ${names} >/dev/null 2>&1 && exit 0
exit 5`
  const answers: Readonly<Record<number, boolean | undefined>> = { 0: false, 4: true, 5: undefined }
  return host.ask(
    probe({
      title: `what pip would install of ${requirementTitles(params, place).join(' ')}`,
      script: pipScript(context, place, script),
      answers: [0, 4, 5],
      parse: ({ status }) => answers[status],
    }),
  )
}

/** Returns the names of those requirements that are installed. */
export async function installedRequirements(context: PipContext, place: PipPlace): Promise<string[]> {
  const { host, params } = context
  const found = await host.ask(
    probe({
      title: `what pip has of ${requirementTitles(params, place).join(' ')}`,
      script: pipScript(
        context,
        place,
        sh`${findPip(params, place)}
"$@" list --format=freeze 2>/dev/null || "$@" freeze --all`,
      ),
      parse: ({ stdout }) => stdout.toString().split('\n'),
    }),
  )
  const installed = new Set(found.map(line => canonical(line.split(/==| @ /)[0] ?? '')))
  const wanted = place.file === undefined ? (params.name ?? []) : await linesOf(context, place.file)
  const names = wanted.flatMap(line => /^\s*([A-Za-z0-9][\w.-]*)/.exec(line)?.[1] ?? [])
  return [...new Set(names)].filter(name => installed.has(canonical(name)))
}

async function linesOf({ host }: PipContext, file: string): Promise<string[]> {
  const bytes = await host.ask(fileContent(file))
  if (bytes === null)
    throw new TaskError(`\`${file}\` does not exist`, { hint: 'create it in an earlier task' })
  return bytes.toString().split('\n')
}

/** Normalizes the name of a Python package. Source: PEP 503, "Normalized Names". */
function canonical(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[-_.]+/g, '-')
}
