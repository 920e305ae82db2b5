import type { Host } from '../../remote/host.ts'
import { joinShell } from '../../shell/quote.ts'
import { commandWords } from './command-line.ts'
import { environmentInput } from './container-environment.ts'
import { furtherNetworks, networkStepWords, networkWords } from './container-networks.ts'
import type { ContainerPlan } from './container-plan.ts'
import type { Setting } from './container-setting.ts'
import { CONTAINER_SETTINGS, SETTING_NAMES } from './container-settings.ts'
import { optionWords } from './option-words.ts'
import { type ContainerProgram, containerScript, runContainerProgram, runContainerScript } from './program.ts'
import type { WantedContainer, WantedSettings } from './wanted-container.ts'

/** How an existing container is stopped and removed. */
export interface RemovalOptions {
  /** Kill it instead of stopping it. */
  readonly isKilled: boolean
  /** Seconds after which a container that does not stop is killed; undefined means the container's own setting. */
  readonly stopTimeout: number | undefined
  /** Whether its anonymous volumes are removed too. */
  readonly removesVolumes: boolean
  /** Additional options of `create` and `run` that the task sets. */
  readonly createWords: readonly string[]
}

/** Applies the plan for a container. Throws TaskError with the error message of the container program. */
export async function applyContainer(
  host: Host,
  program: ContainerProgram,
  wanted: WantedContainer,
  data: ContainerPlan,
  options: RemovalOptions,
): Promise<void> {
  const go = (words: readonly string[], live = false): Promise<void> =>
    runContainerProgram(host, program, words, { live })
  const { name, image = '' } = wanted
  if (data.pull) await go(['pull', '--', image], true)
  if (data.isRemoved) await removeContainer(go, program, name, options)
  if (data.create !== undefined) {
    // The old container is removed only after the program has accepted the options of the new one.
    const temporary = data.create === 'anew' ? `${name}-drover-new` : name
    const create = (): Promise<void> =>
      createContainer(host, program, { ...wanted, name: temporary }, options.createWords)
    await create().catch(async (error: unknown) => {
      // An interrupted run may have left a container with the temporary name.
      if (data.create === 'new' || !/in use/.test(String(error))) throw error
      await go(['rm', '--force', '--', temporary])
      await create()
    })
    for (const step of furtherNetworks(wanted)) await go(networkStepWords(step, temporary))
    if (data.create === 'anew') {
      await removeContainer(go, program, name, options)
      await go(['rename', temporary, name])
    }
  }
  if (data.update !== undefined) await go(['update', ...data.update, '--', name])
  for (const step of data.networks ?? []) await go(networkStepWords(step, name))
  const seconds = optionWords('time', options.stopTimeout)
  for (const verb of data.verbs) {
    if (verb === 'stop' && options.isKilled) await go(['kill', '--', name])
    else await go([verb, ...(verb === 'stop' || verb === 'restart' ? seconds : []), '--', name])
  }
}

async function createContainer(
  host: Host,
  program: ContainerProgram,
  { name, image = '', settings, ...wanted }: WantedContainer,
  own: readonly string[],
): Promise<void> {
  const { exports, file } = environmentInput(settings.env ?? {})
  const title = `${program.name} create ${name}`
  const words = [
    ...['create', `--name=${name}`],
    ...(file === '' ? [] : ['--env-file=/dev/stdin']),
    ...settingWords(settings, program),
    ...networkWords({ name, image, settings, ...wanted }),
    ...own,
    image,
    ...commandWords(settings.command ?? {}, program.name),
  ]
  const script = joinShell([...exports, containerScript(program, words)])
  await runContainerScript(host, script, { title, ...(file === '' ? {} : { stdin: file }) })
}

function settingWords(settings: WantedSettings, { name }: ContainerProgram): string[] {
  return SETTING_NAMES.flatMap(setting => {
    const value = settings[setting]
    const { words } = CONTAINER_SETTINGS[setting] as Setting<unknown>
    return value === undefined ? [] : words(value, name)
  })
}

async function removeContainer(
  go: (words: readonly string[]) => Promise<void>,
  { name: program }: ContainerProgram,
  name: string,
  { isKilled, stopTimeout, removesVolumes }: RemovalOptions,
): Promise<void> {
  const seconds = optionWords('time', stopTimeout)
  const volumes = removesVolumes ? ['--volumes'] : []
  // `podman rm --force` stops the container first; `docker rm --force` kills it.
  if (program === 'podman') {
    await go(['rm', '--force', ...(isKilled ? ['--time=0'] : seconds), ...volumes, '--', name])
    return
  }
  if (!isKilled) await go(['stop', ...seconds, '--', name])
  await go(['rm', '--force', ...volumes, '--', name])
}
