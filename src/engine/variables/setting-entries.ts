import type { Source } from '../../errors.ts'
import type { Entry } from '../../evaluation/scope.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { RunContext } from '../state/context.ts'
import { SETTINGS, type Setting, type SettingName, variablesOf } from './setting-names.ts'

/** A variable that gives a setting. */
export type Candidate = readonly [name: string, entry: Entry]

/**
 * The variables of a layer that give a setting, strongest first. In a file in the dialect of Ansible, Drover's names are variables like
 * any other: its `port` may be that of a web server.
 */
export function settingEntries(
  run: Pick<RunContext, 'controller'>,
  setting: SettingName,
  layer: { readonly get: (name: string) => Entry | undefined },
): Candidate[] {
  return variablesOf(setting).flatMap((name): Candidate[] => {
    const entry = layer.get(name)
    const isOther = entry && 'source' in entry && !isSetting(run, setting, name, entry.source)
    return entry && !isOther ? [[name, entry]] : []
  })
}

/** Whether a variable gives a setting, where a file has it. */
export function isSetting(
  { controller }: Pick<RunContext, 'controller'>,
  setting: SettingName,
  name: string,
  { place }: Source,
): boolean {
  const { native }: Setting = SETTINGS[setting]
  return name !== native || controller.dialectOf(place.file) === 'drover'
}

/** The variables of a file that give a setting, strongest first. */
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
