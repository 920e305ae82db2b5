import type { Source } from '../../errors.ts'
import type { Entry } from '../../evaluation/scope.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { SETTINGS, type Setting, type SettingName, variablesOf } from './setting-names.ts'

/** A variable that sets a connection setting. */
export type Candidate = readonly [name: string, entry: Entry]

/** Returns the variables of an inventory layer that set a connection setting, highest precedence first. */
export function settingEntries(
  run: Pick<RunContext, 'controller'>,
  setting: SettingName,
  layer: HostState['layers'][number],
): Candidate[] {
  return variablesOf(setting).flatMap((name): Candidate[] => {
    const entry = layer.get(name)
    return entry && isSetting(run, setting, name, entry.source) ? [[name, entry]] : []
  })
}

/** Returns the variables of a file that set a connection setting, highest precedence first. */
export function settingSources(
  run: Pick<RunContext, 'controller'>,
  setting: SettingName,
  vars: VarsSource,
): { readonly name: string; readonly source: Source }[] {
  return variablesOf(setting).flatMap(name => {
    const source = vars.get(name)
    return source && isSetting(run, setting, name, source) ? [{ name, source }] : []
  })
}

function isSetting(
  run: Pick<RunContext, 'controller'>,
  setting: SettingName,
  name: string,
  source: Source,
): boolean {
  const { native }: Setting = SETTINGS[setting]
  return name !== native || takesNativeNames(run, source)
}

/**
 * Whether Drover's names of settings are settings in the file of this value. In a file in the dialect of Ansible,
 * they are ordinary variables: its `port` may be that of a web server.
 */
export function takesNativeNames({ controller }: Pick<RunContext, 'controller'>, { place }: Source): boolean {
  return controller.dialectOf(place.file) === 'drover'
}
