import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays({
  'the fact env has the environment of the play that gathers facts': `
hosts: a
gather_facts: true
environment: { E_PLAY: play, E_PATH: "/opt/x:{{ ansible_env.PATH }}", E_VAR: "{{ of_all }}" }
tasks:
  - name: env
    debug: { msg: "{{ ansible_env.E_PLAY }} {{ ansible_facts.env.E_VAR }} {{ ansible_env.E_PATH is defined }}" }
`,
  'a play that gathers no facts sees those of the one before': `
hosts: a
environment: { E_PLAY: other, E_NONE: none }
tasks:
  - { name: env, debug: { msg: "{{ ansible_env.E_PLAY }} {{ ansible_env.E_NONE is defined }}" } }
`,
  'a play with another environment gathers again': `
hosts: a
gather_facts: true
environment: [{ E_OTHER: "{{ ansible_env.E_PLAY }}" }, { E_LIST: list }]
tasks:
  - name: env
    debug: { msg: "{{ ansible_env.E_PLAY | default('gone') }} {{ ansible_env.E_OTHER }} {{ ansible_env.E_LIST }}" }
`,
  'the environment of a task is not in it, but that of setup is': `
hosts: b
gather_facts: true
tasks:
  - { name: task, debug: { msg: "{{ ansible_env.E_TASK is defined }}" }, environment: { E_TASK: task } }
  - { name: gather, setup: { gather_subset: env }, environment: { E_SETUP: setup } }
  - { name: env, debug: { msg: "{{ ansible_env.E_SETUP }}" } }
`,
})

test.run()
