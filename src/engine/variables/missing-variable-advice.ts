import type { Gathering, RunContext } from '../state/context.ts'
import { adviceOnFact } from './facts-layer.ts'

/** Hints for variables that exist in Ansible but not here, or only in some tasks. */
const FOREIGN: Readonly<Record<string, string>> = {
  ansible_user: 'no login user is set; `ansible_user_id` is the user that a task runs as',
  ansible_port: 'no port is set; give a default, such as 22, with `default`',
  ansible_job_id: '`register` the result of the task with `async`: it contains the id of the job',
  ansible_index_var: '`index_var` of `loop_control` names a variable for the index',
  ansible_loop: 'it exists only in a task with `loop`',
  ansible_loop_var: 'it exists only in a task with `loop`',
  ansible_failed_task: 'it exists only in `rescue` and `always`',
  ansible_failed_result: 'it exists only in `rescue` and `always`',
  ansible_delegated_vars: 'it exists only in a task with `delegate_to`',
}

const PATTERNS: readonly (readonly [names: RegExp, instead: string])[] = [
  [
    /^(role_(name|path)|ansible_role_name|ansible_collection_name|ansible_parent_role_(names|paths))$/,
    'it exists only in the tasks of a role; `playbook_dir` and `project_dir` exist everywhere',
  ],
  [/^ansible_python_interpreter$/, 'Drover does not use Python'],
  [
    /^ansible_(ssh_\w+|host|password|become\w*|sudo\w*|su_\w+|connection|timeout|private_key_file|paramiko\w*|shell_\w+|remote_tmp|pipelining|winrm\w*|network_os)$/,
    'it is a connection setting that the inventory does not set',
  ],
]

/** Returns a hint for a missing variable, if there is a better one than a similar name. */
export function adviceOnVariable(run: RunContext, name: string, gathering: Gathering): string | undefined {
  const foreign = Object.hasOwn(FOREIGN, name) ? FOREIGN[name] : undefined
  return (
    run.adviseOn?.(name) ??
    foreign ??
    PATTERNS.find(([names]) => names.test(name))?.[1] ??
    adviceOnFact(run, name, gathering)
  )
}
