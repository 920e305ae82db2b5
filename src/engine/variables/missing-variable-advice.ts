import type { Gathering, RunContext } from '../state/context.ts'
import { adviceOnFact } from './facts-layer.ts'

/** Variables that Ansible gives and Drover does not, and what to do instead. */
const FOREIGN: Readonly<Record<string, string>> = {
  ansible_version: 'it is the version of Ansible, and this is Drover: leave the check out',
  ansible_user: 'no user to log in as is set; `ansible_user_id` is who a task is on its host',
  ansible_port: 'no port is set: `default` gives another value, such as 22',
  ansible_config_file: 'Drover has no file of settings',
  ansible_search_path: '`playbook_dir` and `project_dir` say where files are looked for',
  ansible_job_id: 'there is no `async`; `timeout` bounds a long task',
  ansible_index_var: '`index_var` of `loop_control` names a variable that has the index',
  ansible_loop: 'it has a value in a task with `loop` only',
  ansible_loop_var: 'it has a value in a task with `loop` only',
  ansible_failed_task: 'it has a value in `rescue` and `always` only',
  ansible_failed_result: 'it has a value in `rescue` and `always` only',
  ansible_delegated_vars: '`hostvars` has the variables of the host that the task is delegated to',
}

const PATTERNS: readonly (readonly [names: RegExp, instead: string])[] = [
  [
    /^(ansible_)?(\w+_)?(role|collection)_(name|names|path|paths|uuid)$/,
    'there are no roles; `playbook_dir` and `project_dir` say where files are',
  ],
  [/^ansible_(playbook_python|python_interpreter)$/, 'nothing here needs a Python'],
  [
    /^ansible_(ssh_\w+|host|password|become\w*|sudo\w*|su_\w+|connection|timeout|private_key_file|paramiko\w*|shell_\w+|remote_tmp|pipelining|winrm\w*|network_os)$/,
    'it is a setting of the connection, and the inventory does not set it',
  ],
]

/** What to do about a variable that is not there, where there is more to say than which name is near. */
export function adviceOnVariable(run: RunContext, name: string, gathering: Gathering): string | undefined {
  const foreign = Object.hasOwn(FOREIGN, name) ? FOREIGN[name] : undefined
  return (
    run.adviseOn?.(name) ??
    foreign ??
    PATTERNS.find(([names]) => names.test(name))?.[1] ??
    adviceOnFact(run, name, gathering)
  )
}
