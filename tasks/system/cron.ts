/**
 * A job or a variable in the crontab of a user, or in a file of /etc/cron.d.
 *
 *     - cron:
 *         name: nightly backup
 *         hour: "2"
 *         minute: "30"
 *         job: /usr/local/bin/backup
 */
import { defineTask } from '../../src/authoring/task.ts'
import { BACKUP_OUTPUTS, explainFiles, pathScript, putFile } from '../../src/built-in/files.ts'
import { mayChangeFiles } from '../../src/built-in/params.ts'
import {
  cronParams,
  crontabResource,
  installCrontab,
  planCronFile,
  planCrontab,
} from '../../src/built-in/system.ts'

export default defineTask({
  summary: 'Adds, changes or removes a job or variable of a crontab.',
  example: `- cron:
    name: nightly backup
    hour: "2"
    minute: "30"
    job: /usr/local/bin/backup
`,
  params: cronParams,
  aliases: { value: 'job', dom: 'day', dow: 'weekday' },
  outputs: {
    jobs: 'The names of the jobs in the crontab or file, as a list.',
    envs: 'The names of the variables in the crontab or file, as a list.',
    cron_file: 'The value of `cron_file`, if it is set.',
    state: 'The text `absent`, if the file was deleted because nothing was left in it.',
    ...BACKUP_OUTPUTS,
  },
  check: ({ host, params }) =>
    params.cron_file === undefined
      ? planCrontab(host, params)
      : planCronFile(host, params, fileOf(params.cron_file)),
  explain: explainFiles,
  mayChange: async ({ host, params }) => {
    const { cron_file, user = '' } = params
    if (cron_file === undefined) return [{ resource: crontabResource(user) }]
    return mayChangeFiles(host, [fileOf(cron_file)], { mayGo: params.state === 'absent' })
  },
  apply: async ({ host, project, plan: { data } }) => {
    if ('file' in data) return putFile(host, project, data.file)
    if ('remove' in data) {
      await host.run(pathScript(data.remove, host.name), { title: `delete ${data.remove.path}` })
      return
    }
    const { user, crontab, backup } = data
    return installCrontab(host, user, crontab, backup)
  },
})

function fileOf(path: string): string {
  return path.startsWith('/') || path.startsWith('~') ? path : `/etc/cron.d/${path}`
}
