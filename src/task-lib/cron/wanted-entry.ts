import type { CrontabEntry } from '../text/crontab.ts'
import { type CronParams, TIME_FIELDS } from './params.ts'

/** Returns the wanted crontab line with its name. The line is null if the entry must not exist. */
export function wantedEntry(params: CronParams): CrontabEntry {
  const { name, job = '', state, env, insertafter, insertbefore, disabled, special_time, cron_file } = params
  const isGone = state === 'absent'
  if (env)
    return { kind: 'variable', name, line: isGone ? null : `${name}="${job}"`, insertafter, insertbefore }
  const time =
    special_time === undefined ? TIME_FIELDS.map(each => params[each]).join(' ') : `@${special_time}`
  const user = cron_file === undefined ? '' : `${params.user} `
  return { kind: 'job', name, line: isGone ? null : `${disabled ? '#' : ''}${time} ${user}${job}` }
}
