import { type Change, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { presentTools } from '../../remote/probes/tools.ts'
import { digestHex } from '../files/content.ts'
import { editCrontab, namesIn } from '../text/crontab.ts'
import type { CronPlan } from './cron-plan.ts'
import type { CronParams } from './params.ts'
import { crontabResource, crontabTitle, userCrontab } from './user-crontab.ts'
import { wantedEntry } from './wanted-entry.ts'

/**
 * Plans the change of a user's crontab. Throws TaskError if the host has no program `crontab`, or if the crontab
 * cannot be read.
 */
export async function planCrontab(host: ReadHost, params: CronParams): Promise<InSync | Plan<CronPlan>> {
  const { user = '', backup } = params
  const [tools, seen] = await Promise.all([host.ask(presentTools(['crontab'])), host.ask(userCrontab(user))])
  if (!tools.has('crontab'))
    throw new TaskError('the host has no `crontab`', {
      hint: 'install cron (the package is `cron` on Debian, `cronie` on Fedora) in an earlier task',
    })
  if ('problem' in seen) throw new TaskError(`the ${crontabTitle(user)} cannot be read: ${seen.problem}`)
  const next = editCrontab(seen.crontab, wantedEntry(params))
  const outputs = namesIn(next)
  if (next === seen.crontab) return inSync(outputs)
  const change: Change = {
    resource: crontabResource(user),
    action: seen.crontab === '' ? 'create' : 'update',
    before: seen.crontab === '' ? null : { sha256: digestHex(seen.crontab) },
    after: { sha256: digestHex(next) },
    text: { before: seen.crontab, after: next },
  }
  return plan<CronPlan>([change], { user, crontab: next, backup }, outputs)
}
