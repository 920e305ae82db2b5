import { posix } from 'node:path'
import { type Change, type InSync, inSync, type Outputs, type Plan, plan } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { absolutePath } from '../absolute-path.ts'
import { planEdited, readEdited } from '../files/edited-file.ts'
import { editCrontab, namesIn } from '../text/crontab.ts'
import type { CronPlan } from './cron-plan.ts'
import type { CronParams } from './params.ts'
import { wantedEntry } from './wanted-entry.ts'

/** Plans the change of a file in cron's format. A file that would be left without any line is deleted. */
export async function planCronFile(
  host: ReadHost,
  params: CronParams,
  named: string,
): Promise<InSync | Plan<CronPlan>> {
  const file = await readEdited(host, await absolutePath(host, named))
  const entry = wantedEntry(params)
  const next = editCrontab(file.text, {
    ...entry,
    name: file.inFile(entry.name),
    line: entry.line && file.inFile(entry.line),
  })
  const outputs: Outputs = { ...namesIn(next), cron_file: params.cron_file, ...nameWarning(named) }
  if (file.state === null && next === '') return inSync(outputs)
  const { path } = file
  if (next.trim() === '' && file.text !== next) {
    const change: Change = {
      resource: `file:${path}`,
      action: 'delete',
      before: { state: 'file' },
      after: null,
      text: { before: file.text, after: '' },
    }
    return plan<CronPlan>([change], { remove: { do: 'delete', path } }, { ...outputs, state: 'absent' })
  }
  if (next === file.text) return inSync(outputs)
  const result = await planEdited(host, file, next, { backup: params.backup })
  return result.kind === 'in-sync'
    ? inSync(outputs)
    : plan<CronPlan>(result.changes, { file: result.data }, outputs)
}

/** Returns a warning if cron may ignore a file in /etc/cron.d because of its name. */
function nameWarning(path: string): Outputs {
  const name = posix.basename(path)
  if (/^[A-Za-z0-9_-]+$/.test(name)) return {}
  return { warnings: [`cron may ignore \`${name}\`: use only letters, digits, \`_\` and \`-\` in its name`] }
}
