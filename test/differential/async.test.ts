import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { play } from './referee.ts'

const PLAYBOOK = `
- hosts: all
  gather_facts: false
  tasks:
    - shell: 'echo "$NAME {{ item }}" >> file; echo out; echo err >&2; exit {{ item }}'
      args: { chdir: "{{ dir }}" }
      environment: { NAME: "it's" }
      loop: [0, 3]
      async: 60
      poll: 0
      register: jobs
    - debug: { msg: "{{ jobs.results.0.started }} {{ jobs.results.1.finished }}" }
    - async_status: { jid: "{{ item.ansible_job_id }}" }
      loop: "{{ jobs.results }}"
      register: ended
      until: ended.finished
      retries: 100
      delay: 1
      ignore_errors: true
    - debug:
        msg: "{{ item.rc }} {{ item.stdout }} {{ item.stderr }} {{ item.msg }} {{ item.started }} {{ item.finished }}"
      loop: "{{ ended.results }}"
      loop_control: { label: "{{ item.rc }}" }
    - fail: { msg: "{{ ended.results.1.rc }} {{ ended.results.1.msg }}" }
      ignore_errors: true
    - async_status: { jid: "{{ jobs.results.1.ansible_job_id }}" }
      register: judged
      failed_when: judged.rc != 3
      changed_when: judged.rc == 0
    - async_status: { jid: "{{ item.ansible_job_id }}", mode: cleanup }
      loop: "{{ jobs.results }}"
    - async_status: { jid: "{{ jobs.results.0.ansible_job_id }}" }
      register: missing
      ignore_errors: true
    - debug: { msg: "{{ missing.msg }} {{ missing.finished }}" }
    - command: printf waited
      async: 60
      poll: 1
      register: waited
    - debug: { msg: "{{ waited.stdout }} {{ waited.rc }} {{ waited.finished }}" }
    - command: "false"
      async: 60
      poll: 1
      register: lost
      ignore_errors: true
    - debug: { msg: "{{ lost.msg }} {{ lost.rc }}" }
    - command: sleep 60
      async: 1
      poll: 1
      register: late
      ignore_errors: true
    - command: { cmd: touch never, chdir: "{{ dir }}", creates: file }
      async: 60
      poll: 1
    - file: { path: "{{ dir }}/skipped", state: touch }
      async: 60
      poll: 0
      when: false
    - wait_for_connection: { timeout: 30, sleep: 1 }
`

test('tasks with `async`, and tasks that report their jobs, have the same results as with Ansible', () => {
  const [theirs, ours] = [play('ansible', PLAYBOOK), play('drover', PLAYBOOK)]
  assert.equal(ours, theirs)
})

test.run()
