/**
 * Python packages, in a virtual environment or of the host.
 *
 *     - pip:
 *         requirements: /srv/app/requirements.txt
 *         virtualenv: /srv/app/venv
 *         virtualenv_command: python3 -m venv
 */
import {
  type ChangeInput,
  defineTask,
  inSync,
  pathExists,
  plan,
  type ShellText,
} from '../../src/authoring/task.ts'
import {
  hasRequirements,
  hasRequirementsAfterRun,
  installedRequirements,
  installScript,
  type PipParams,
  type PipPlace,
  pipParams,
  pipPlace,
  pipScript,
  requirementTitles,
  uninstallScript,
  virtualenvPath,
  virtualenvScript,
} from '../../src/built-in/packages.ts'
import { escapeGlob, omitUndefined } from '../../src/built-in/params.ts'

interface PipPlan {
  /** Path of the virtual environment that is created first. */
  readonly makes?: string
  readonly removes: readonly string[]
  readonly installs: boolean
}

export default defineTask({
  summary: 'Installs, upgrades or removes Python packages with pip.',
  example: `- pip:
    name: [flask>=2, gunicorn]
    virtualenv: /srv/app/venv
    virtualenv_command: python3 -m venv
`,
  params: pipParams,
  outputs: {
    name: 'The requirements in `name`, as a list; only if `name` is set.',
    version: 'The `version` of the task; only if it is set.',
    requirements: 'The `requirements` of the task; only if it is set.',
    state: 'The `state` of the task.',
    virtualenv: 'The absolute path of the virtual environment; only if `virtualenv` is set.',
    stdout: 'What `pip install` printed; only if it was run.',
    stderr: 'The error output of `pip install`; only if it was run.',
  },
  readsExternalState: true,
  check: async context => {
    const { host, params, carriedOut } = context
    const place = await pipPlace(host, params)
    const outputs = outputsOf(params, place)
    const isMade =
      place.environment === undefined ||
      (await host.ask(pathExists(escapeGlob(`${place.environment}/bin/activate`))))
    const making = isMade ? {} : { makes: place.environment ?? '' }
    const made: ChangeInput[] = isMade
      ? []
      : [{ resource: `virtualenv:${place.environment}`, action: 'create', before: null, after: {} }]
    if (params.state === 'absent') {
      const removes = isMade ? await installedRequirements(context, place) : []
      const gone = removes.map(name => ({
        resource: `pip:${name}`,
        action: 'remove',
        before: {},
        after: null,
      }))
      return finish([...made, ...gone], { ...making, removes, installs: false }, outputs, place)
    }
    const hasAll =
      isMade &&
      (carriedOut ? await hasRequirementsAfterRun(context, place) : await hasRequirements(context, place))
    const wanted = hasAll ? [] : requirementTitles(params, place).map(name => changeOf(name, params))
    return finish([...made, ...wanted], { ...making, removes: [], installs: !hasAll }, outputs, place)
  },
  mayChange: async ({ host, params }) => {
    const path = await virtualenvPath(host, params)
    return path === undefined ? undefined : [{ resource: `file:${path}`, isWhole: true }]
  },
  apply: async context => {
    const {
      host,
      params,
      plan: { data },
    } = context
    const place = await pipPlace(host, params)
    const run = (script: ShellText, title: string) => host.run(pipScript(context, place, script), { title })
    if (data.makes !== undefined) await run(virtualenvScript(params, data.makes), `create ${data.makes}`)
    if (data.removes.length > 0)
      await run(uninstallScript(params, place, data.removes), `pip uninstall ${data.removes.join(' ')}`)
    if (!data.installs) return
    const { stdout, stderr } = await run(
      installScript(params, place),
      `pip install ${requirementTitles(params, place).join(' ')}`,
    )
    return { stdout: stdout.toString(), stderr: stderr.toString() }
  },
})

function outputsOf({ name, version, requirements, state }: PipParams, { environment }: PipPlace) {
  return omitUndefined({ name, version, requirements, state, virtualenv: environment })
}

function finish(
  changes: readonly ChangeInput[],
  data: PipPlan,
  outputs: ReturnType<typeof outputsOf>,
  { environment }: PipPlace,
) {
  if (changes.length === 0) return inSync(outputs)
  const result = plan<PipPlan>(changes, data, outputs)
  return environment === undefined
    ? result
    : { ...result, mayChange: [{ resource: `file:${environment}`, isWhole: true }] }
}

function changeOf(name: string, { state }: PipParams): ChangeInput {
  const actions = { present: 'install', latest: 'upgrade', forcereinstall: 'reinstall', absent: 'remove' }
  return { resource: `pip:${name}`, action: actions[state], after: { state } }
}
