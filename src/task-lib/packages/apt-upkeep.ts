import type { ReadHost } from '../../remote/host.ts'
import { aptArchives } from '../../remote/probes/packages/apt.ts'
import { upgradeWords } from './apt-options.ts'
import type { AptParams } from './apt-params.ts'
import { type AptAspect, NO_ASPECT } from './apt-plan.ts'
import { simulateApt } from './apt-simulation.ts'
import { packageChange } from './package-change.ts'

/** Plans the upgrade of all packages, if the task requests it. */
export async function upgradeAspect(host: ReadHost, params: AptParams): Promise<AptAspect> {
  if (params.upgrade === 'no') return NO_ASPECT
  const steps = await simulateApt(host, params, upgradeWords(params), `apt-get ${upgradeWords(params)[0]}`)
  return steps.length === 0 ? NO_ASPECT : { changes: steps.map(packageChange), data: { upgrade: true } }
}

/** Plans the removal of packages that are no longer needed, if the task requests it. */
export async function autoremoveAspect(host: ReadHost, params: AptParams): Promise<AptAspect> {
  if (!params.autoremove) return NO_ASPECT
  const steps = await simulateApt(host, params, ['autoremove'], 'apt-get autoremove')
  return steps.length === 0 ? NO_ASPECT : { changes: steps.map(packageChange), data: { autoremove: true } }
}

/** Plans the deletion of the package files in apt's cache, if the task requests it. */
export async function archivesAspect(host: ReadHost, { clean, autoclean }: AptParams): Promise<AptAspect> {
  if (!clean && !autoclean) return NO_ASPECT
  const files = await host.ask(aptArchives(clean ? 'all' : 'outdated'))
  if (files.length === 0) return NO_ASPECT
  const change = { resource: 'apt:archives', action: clean ? 'clean' : 'autoclean' }
  const fields = { before: { files: files.length }, after: { files: 0 } }
  return { changes: [{ ...change, ...fields }], data: clean ? { clean } : { autoclean } }
}
