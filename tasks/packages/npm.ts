/**
 * Packages of Node.js, of a project or of the host.
 *
 *     - npm:
 *         path: /srv/app
 *         ci: true
 *         production: true
 */
import { defineTask, inSync, plan, sh } from '../../src/authoring/task.ts'
import { joinShell } from '../../src/built-in/host.ts'
import {
  cleanInstall,
  type NpmStep,
  npmInstallation,
  npmParams,
  npmPlace,
  npmRemoval,
  npmRequest,
  npmScript,
  npmSpec,
} from '../../src/built-in/packages.ts'
import { mayChangeFiles, omitUndefined } from '../../src/built-in/params.ts'

interface NpmPlan {
  readonly verbs: readonly NpmStep['verb'][]
}

export default defineTask({
  summary: 'Installs, upgrades or removes packages of Node.js with npm.',
  example: `- npm:
    path: /srv/app
    ci: true
    production: true
`,
  params: npmParams,
  outputs: {
    name: 'The name of the package, without a version; only if the task names one.',
    version: 'The version of the task; only if it is set in `version` or `name`.',
    path: 'The absolute path of the project; only if `path` is set.',
    state: 'The `state` of the task.',
  },
  readsExternalState: true,
  check: async context => {
    const { host, params, carriedOut } = context
    const { state } = params
    const place = await npmPlace(context)
    const path = params.path === undefined ? undefined : place.directory
    const outputs = omitUndefined({ ...npmRequest(params), path, state })
    // After a clean install, the packages are those of the lock file by definition.
    if (params.ci && carriedOut !== undefined) return inSync(outputs)
    const install = params.ci ? cleanInstall : npmInstallation
    const steps = await (state === 'absent' ? npmRemoval : install)(host, place, params)
    if (steps.length === 0) return inSync(outputs)
    const planned = plan<NpmPlan>(
      steps.flatMap(({ changes }) => changes),
      { verbs: steps.map(({ verb }) => verb) },
      outputs,
    )
    return path === undefined
      ? planned
      : { ...planned, mayChange: [{ resource: `file:${path}`, isWhole: true }] }
  },
  mayChange: async ({ host, params }) =>
    params.path === undefined ? undefined : mayChangeFiles(host, [params.path], { isWhole: true }),
  apply: async context => {
    const { host, params, plan } = context
    const place = await npmPlace(context)
    for (const verb of plan.data.verbs) {
      const spec = verb === 'install' ? npmSpec(params) : npmRequest(params).name
      const words = [verb, ...(spec === undefined ? [] : [spec])]
      await host.run(joinShell([sh`mkdir -p -- ${place.directory} || exit`, npmScript(place, words)]), {
        title: `npm ${words.join(' ')}`,
        live: true,
      })
    }
  },
})
