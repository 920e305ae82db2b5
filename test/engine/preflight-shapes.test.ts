import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type HerdOptions, runHerd } from '../kit/herd.ts'

/** A valid playbook as users of Ansible write it, and its deeds on the first host. */
interface Shape {
  readonly what: string
  /** The tasks of a play on all hosts; otherwise `playbook` is the whole text. */
  readonly tasks?: string
  /** Additional keywords of that play. */
  readonly more?: string
  readonly playbook?: string
  readonly deeds: readonly string[]
  readonly options?: HerdOptions
}

const FACTS = {
  os_family: 'Debian',
  distribution: 'Debian',
  distribution_major_version: '12',
  processor_vcpus: 2,
  default_ipv4: { address: '10.0.0.1' },
}

const ONE = 'web: { hosts: { node1: {} } }'

/** Errors behind a condition that is false or still unknown. */
const guarded: Shape[] = [
  { what: 'an undefined variable', tasks: '[{ act: "{{nobody}}", when: false }]', deeds: [] },
  {
    what: 'an undefined variable guarded by `defined`',
    tasks: '[{ act: "{{nobody}}", when: defined("nobody") }]',
    deeds: [],
  },
  {
    what: 'an undefined variable in the same condition',
    tasks: '[{ act: x, when: defined(nobody) && nobody.x > 1 }]',
    deeds: [],
  },
  {
    what: 'an undefined variable after `||`',
    tasks: '[{ act: x, when: "!defined(nobody) || nobody == 1" }]',
    deeds: ['x'],
  },
  {
    what: 'an undefined variable in the branch that is not taken',
    tasks: '[{ act: !expr "true ? 1 : nobody" }]',
    deeds: ['1'],
  },
  {
    what: 'an undefined variable in a later condition of a list',
    tasks: '[{ act: x, when: [defined("nobody"), nobody == 1] }]',
    deeds: [],
  },
  {
    what: 'an undefined variable for another OS family',
    tasks: '[{ act: "{{nobody}}", when: ansible_os_family == "RedHat" }]',
    deeds: [],
  },
  {
    what: 'an undefined variable next to a fact',
    tasks: '[{ act: x, when: ansible_os_family == "RedHat" && nobody == 1 }]',
    deeds: [],
  },
  {
    what: 'an undefined variable behind a result',
    tasks: '[{ act: x, register: r }, { act: "{{nobody}}", when: r.rc != 0 }]',
    deeds: ['x'],
  },
  {
    what: 'an undefined variable in a template branch that is not taken',
    tasks: '[{ act: "{{#if (defined nobody)}}{{nobody}}{{else}}none{{/if}}" }]',
    deeds: ['none'],
  },
  {
    what: 'a default for an undefined variable',
    tasks: '[{ act: "{{default nobody.deep.key 1}}" }, { act: !expr \'default(nobody.x, "y")\' }]',
    deeds: ['1', 'y'],
  },
  {
    what: 'a loop over an undefined list',
    tasks: '[{ act: "{{item.name}}", loop: "{{nobody}}", when: defined("nobody") }]',
    deeds: [],
  },
  {
    what: 'a loop over an undefined list for another OS family',
    tasks: '[{ act: "{{item}}", loop: "{{nobody}}", when: ansible_os_family == "RedHat" }]',
    deeds: [],
  },
  {
    what: 'a loop over an optional list',
    tasks: '[{ act: "{{item.name}}", loop: !expr "default(users, [])" }]',
    deeds: [],
  },
  {
    what: 'a loop over an optional list in a template',
    tasks: '[{ act: "{{item}}", loop: "{{default users none}}" }]',
    more: 'vars: { none: [] }',
    deeds: [],
  },
  {
    what: 'a loop over a map behind a condition',
    tasks: '[{ act: x, loop: "{{m}}", when: false }]',
    more: 'vars: { m: { a: 1 } }',
    deeds: [],
  },
  {
    what: 'items that lack a key, excluded by `when`',
    tasks: '[{ act: "{{item.b}}", loop: [{ a: 1 }, { a: 2, b: 3 }], when: \'"b" in item\' }]',
    deeds: ['3'],
  },
  {
    what: 'items with an optional key',
    tasks: '[{ act: "{{item.a}} {{default item.b 0}}", loop: [{ a: 1 }, { a: 2, b: 3 }] }]',
    deeds: ['1 0', '2 3'],
  },
  {
    what: 'a missing included file',
    tasks: '[{ include_tasks: none.yml, when: false }]',
    deeds: [],
  },
  {
    what: 'a missing included file for another OS family',
    tasks: '[{ include_tasks: "{{ansible_os_family}}.yml", when: \'ansible_os_family in ["RedHat"]\' }]',
    deeds: [],
  },
  {
    what: 'an included file in a loop over an undefined list',
    tasks: '[{ include_tasks: none.yml, loop: "{{nobody}}", when: defined("nobody") }]',
    deeds: [],
  },
  {
    what: 'a missing included file behind a result',
    tasks: '[{ act: x, register: r }, { include_tasks: none.yml, when: r.rc == 7 }]',
    deeds: ['x'],
  },
  { what: 'an include in an empty loop', tasks: '[{ include_tasks: none.yml, loop: [] }]', deeds: [] },
  {
    what: 'a missing `delegate_to` host',
    tasks:
      '[{ act: x, delegate_to: nobody, when: false }, { act: x, delegate_to: "{{nobody}}", when: defined("nobody") }]',
    deeds: [],
  },
  {
    what: 'an invalid value of a param',
    tasks: '[{ set: { key: a, value: b, fails: perhaps }, when: ansible_os_family == "none" }]',
    deeds: [],
  },
  {
    what: 'an unknown param',
    tasks: '[{ set: { kye: a }, when: ansible_os_family == "none" }]',
    deeds: [],
  },
  {
    what: 'a condition that is text from `-e`',
    tasks: '[{ act: x, when: defined("flag") && flag == "yes" }]',
    deeds: ['x'],
    options: { extraVars: ['flag=yes'] },
  },
  {
    what: 'a key that only some hosts have',
    tasks: '[{ act: "{{own.key}}", when: \'inventory_hostname == "node1"\' }]',
    deeds: ['v'],
    options: { inventory: 'web: { hosts: { node1: { own: { key: v } }, node2: {} } }' },
  },
  {
    what: 'the variables of another group',
    tasks: '[{ act: "{{db_port}}", when: \'"db" in group_names\' }]',
    deeds: [],
    options: {
      inventory:
        'all: { children: { web: { hosts: { node1: {} } }, db: { hosts: { node2: {} }, vars: { db_port: 5432 } } } }',
    },
  },
  { what: 'an unknown connection', tasks: '[{ act: x, connection: sshh, when: false }]', deeds: [] },
  {
    what: 'an undefined variable in `environment`',
    tasks: '[{ act: x, environment: { A: "{{nobody}}" }, when: false }]',
    deeds: [],
  },
  {
    what: 'a missing handler',
    tasks: '[{ act: x, notify: nobody, when: ansible_os_family == "none" }]',
    deeds: [],
  },
  {
    what: 'an inner condition of a block',
    tasks:
      '[{ block: [{ act: "{{nobody}}" }, { include_tasks: none.yml }], when: ansible_os_family == "none" }]',
    deeds: [],
  },
  {
    what: 'the number of hosts in a missing group',
    tasks: '[{ act: "{{groups.db.[0]}}", when: \'"db" in groups\' }]',
    deeds: [],
  },
  {
    what: 'a condition of an import',
    playbook: '- import_playbook: other.yml\n  when: defined("nobody")\n',
    deeds: [],
    options: { files: { 'other.yml': '- hosts: web\n  tasks: [{ act: "{{nobody}}" }]' } },
  },
  {
    what: 'a variable of an import of tasks',
    tasks: '[{ import_tasks: a.yml, when: defined("nobody") }]',
    deeds: [],
    options: { files: { 'a.yml': '- act: "{{nobody}}"' } },
  },
]

/** Errors in tasks that tags and `--start-at-task` exclude. */
const leftOut: Shape[] = [
  {
    what: 'an undefined variable in a task with another tag',
    tasks: '[{ act: "{{nobody}}", tags: a }, { act: x, tags: b }]',
    deeds: ['x'],
    options: { tags: ['b'] },
  },
  {
    what: 'an undefined variable in a task with a skipped tag',
    tasks: '[{ act: "{{nobody}}", tags: a }, { act: x }]',
    deeds: ['x'],
    options: { skipTags: ['a'] },
  },
  {
    what: 'a `never` task',
    tasks: '[{ act: "{{nobody}}", tags: [never, debug] }, { act: x }]',
    deeds: ['x'],
  },
  {
    what: 'a `never` task with a missing file',
    tasks: '[{ include_tasks: none.yml, tags: [never] }, { act: x }]',
    deeds: ['x'],
    options: { files: { 'none.yml': '- act: "{{nobody}}"' } },
  },
  {
    what: 'tasks before the one to start at',
    tasks: '[{ name: a, act: "{{nobody}}" }, { name: b, act: x }]',
    deeds: ['x'],
    options: { startAtTask: 'b' },
  },
  {
    what: 'a play with another tag',
    playbook:
      '- hosts: web\n  tags: a\n  tasks: [{ act: "{{nobody}}" }]\n- hosts: web\n  tags: b\n  tasks: [{ act: x }]',
    deeds: ['x'],
    options: { tags: ['b'] },
  },
  {
    what: 'a registered variable of another tag, with a default',
    tasks: '[{ act: a, register: r, tags: a }, { act: "{{default r.stdout \'none\'}}", tags: b }]',
    deeds: ['none'],
    options: { tags: ['b'] },
  },
  {
    what: 'a registered variable of another tag, guarded by `defined`',
    tasks: '[{ act: a, register: r, tags: a }, { act: "{{r.stdout}}", when: defined("r"), tags: b }]',
    deeds: [],
    options: { tags: ['b'] },
  },
  {
    what: 'a registered variable of the same tag',
    tasks: '[{ act: a, register: r, tags: [a, always] }, { act: "{{r.stdout}}!", tags: b }]',
    deeds: ['a', 'a!'],
    options: { tags: ['b'] },
  },
]

/** Errors after a task that may end the play. */
const behind: Shape[] = [
  {
    what: '`assert` that a variable is defined',
    tasks: '[{ assert: { that: defined("nobody") }, ignore_errors: true }, { act: x }]',
    deeds: ['x'],
  },
  {
    what: '`fail` if a variable is not defined',
    tasks: '[{ fail: { msg: set it }, when: \'!defined("nobody")\' }, { act: "{{nobody}}" }]',
    deeds: [],
  },
  {
    what: '`assert`, followed by a use of the variable',
    tasks: '[{ assert: { that: defined("nobody") } }, { act: "{{nobody}}" }]',
    deeds: [],
  },
  {
    what: '`assert` of a fact',
    tasks: '[{ assert: { that: ansible_os_family == "RedHat" } }, { act: "{{nobody}}" }]',
    deeds: [],
  },
  {
    what: '`assert` of a result',
    tasks: '[{ act: x, register: r }, { assert: { that: r.rc == 7 } }, { act: "{{nobody}}" }]',
    deeds: ['x'],
  },
  {
    what: '`meta: end_play`',
    tasks: '[{ act: x }, { meta: end_play }, { act: "{{nobody}}" }]',
    deeds: ['x'],
  },
  {
    what: '`meta: end_play` with a condition on a fact',
    tasks: '[{ meta: end_play, when: ansible_os_family == "Debian" }, { act: "{{nobody}}" }]',
    deeds: [],
  },
  {
    what: '`meta: end_host` with a condition on a fact',
    tasks: '[{ meta: end_host, when: ansible_os_family == "Debian" }, { act: "{{nobody}}" }]',
    deeds: [],
  },
  {
    what: '`meta: end_host` for some',
    tasks: '[{ meta: end_host, when: \'!defined("own")\' }, { act: "{{own}}" }]',
    deeds: ['v'],
    options: { inventory: 'web: { hosts: { node1: { own: v }, node2: {} } }' },
  },
  {
    what: '`meta: end_play` in an included file',
    tasks: '[{ include_tasks: end.yml }, { act: "{{nobody}}" }]',
    deeds: [],
    options: { files: { 'end.yml': '- { meta: end_play, when: ansible_os_family == "Debian" }' } },
  },
  {
    what: '`failed_when` with a fact',
    tasks: '[{ act: x, failed_when: ansible_os_family == "Debian" }, { act: "{{nobody}}" }]',
    deeds: ['x'],
  },
  {
    what: '`failed_when: true`',
    tasks: '[{ act: x, failed_when: true }, { act: "{{nobody}}" }]',
    deeds: ['x'],
  },
  {
    what: 'a play after a failed one',
    playbook:
      '- hosts: web\n  tasks: [{ fail: { msg: no }, when: ansible_os_family == "Debian" }]\n- hosts: web\n  tasks: [{ act: "{{nobody}}" }]',
    deeds: [],
  },
  {
    what: 'a failed play on localhost that ends the run',
    playbook:
      '- hosts: localhost\n  tasks: [{ assert: { that: defined("nobody") } }]\n- hosts: web\n  tasks: [{ act: "{{nobody}}" }]',
    deeds: [],
  },
  {
    what: '`any_errors_fatal` for the other hosts',
    tasks:
      '[{ fail: { msg: no }, when: \'inventory_hostname == "node2"\', any_errors_fatal: true }, { act: "{{nobody}}" }]',
    deeds: [],
  },
  {
    what: '`run_once` that fails',
    tasks: '[{ assert: { that: defined("nobody") }, run_once: true }, { act: "{{nobody}}" }]',
    deeds: [],
  },
  {
    what: 'a failure that `max_fail_percentage` counts',
    tasks: '[{ fail: { msg: no }, when: \'inventory_hostname != "node3"\' }, { act: "{{nobody}}" }]',
    more: 'max_fail_percentage: 10',
    deeds: [],
  },
]

/** Errors that `rescue` and `ignore_errors` handle. */
const caught: Shape[] = [
  {
    what: 'an undefined variable in a block with `rescue`',
    tasks: '[{ block: [{ act: "{{nobody}}" }, { act: not }], rescue: [{ act: rescued }] }, { act: x }]',
    deeds: ['rescued', 'x'],
  },
  {
    what: 'a missing file in a block with `rescue`',
    tasks: '[{ block: [{ include_tasks: none.yml }], rescue: [{ act: rescued }] }]',
    deeds: ['rescued'],
  },
  {
    what: 'an invalid condition in a block with `rescue`',
    tasks: '[{ block: [{ act: not, when: nobody == 1 }], rescue: [{ act: rescued }] }]',
    deeds: ['rescued'],
  },
  {
    what: 'an undefined variable in `rescue`',
    tasks: '[{ block: [{ act: x }], rescue: [{ act: "{{nobody}}" }] }]',
    deeds: ['x'],
  },
  {
    what: 'the failed task and result in `rescue`',
    tasks:
      '[{ block: [{ act: { say: x, rc: 1 } }], rescue: [{ act: "{{ansible_failed_task.action}} {{ansible_failed_result.rc}}" }] }]',
    deeds: ['x', 'act 1'],
  },
  {
    what: 'the failed task and result in `always`',
    tasks: '[{ block: [{ act: x }], always: [{ act: "{{default ansible_failed_task.name \'none\'}}" }] }]',
    deeds: ['x', 'none'],
  },
  {
    what: 'the failed task and result after the block',
    tasks:
      '[{ block: [{ act: { say: x, rc: 1 } }], rescue: [{ act: y }] }, { act: "{{ansible_failed_result.rc}}", when: defined("ansible_failed_result") }]',
    deeds: ['x', 'y', '1'],
  },
  {
    what: 'variables that `rescue` sets',
    tasks:
      '[{ block: [{ act: { say: x, rc: 1 } }], rescue: [{ set_fact: { broken: true } }] }, { act: y, when: "default(broken, false)" }]',
    deeds: ['x', 'y'],
  },
  {
    what: 'variables that a failed block registers',
    tasks:
      '[{ block: [{ act: { say: x, rc: 1 }, register: r }, { act: y, register: s }], always: [{ act: "{{r.rc}} {{default s.rc \'none\'}}" }] }]',
    deeds: ['x', '1 none'],
  },
  {
    what: 'an undefined variable with `ignore_errors`',
    tasks: '[{ act: "{{nobody}}", ignore_errors: true }, { act: x }]',
    deeds: ['x'],
  },
  {
    what: 'an invalid condition with `ignore_errors`',
    tasks: '[{ act: y, when: nobody == 1, ignore_errors: true }, { act: x }]',
    deeds: ['x'],
  },
  {
    what: 'an invalid loop with `ignore_errors`',
    tasks: '[{ act: y, loop: "{{nobody}}", ignore_errors: true }, { act: x }]',
    deeds: ['x'],
  },
  {
    what: 'an undefined variable after a failing `rescue`',
    tasks: '[{ block: [{ act: { say: x, rc: 1 } }], rescue: [{ fail: { msg: no } }] }, { act: y }]',
    deeds: ['x'],
  },
  {
    what: 'a template in the name of a task',
    tasks: '[{ name: "Install {{nobody}}", act: x }]',
    deeds: ['x'],
  },
  {
    what: 'a template in the name of a play',
    more: 'name: "{{nobody}}"',
    tasks: '[{ act: x }]',
    deeds: ['x'],
  },
]

/** Names that are created during the run. */
const dynamic: Shape[] = [
  {
    what: 'a templated name in `set_fact`',
    tasks: '[{ set_fact: { "f_{{n}}": 1 } }, { act: "{{f_7}}" }]',
    more: 'vars: { n: 7 }',
    deeds: ['1'],
  },
  {
    what: 'a name in `set_fact` from a result',
    tasks: '[{ act: x, register: r }, { set_fact: { "f_{{r.stdout}}": 1 } }, { act: "{{f_x}}" }]',
    deeds: ['x', '1'],
  },
  {
    what: 'a name in `set_fact` from an item',
    tasks: '[{ set_fact: { "f_{{item}}": "{{item}}" }, loop: [a, b] }, { act: "{{f_a}}{{f_b}}" }]',
    deeds: ['ab'],
  },
  {
    what: 'a name in `set_fact` from a fact',
    tasks: '[{ set_fact: { "is_{{ansible_os_family}}": true } }, { act: x, when: is_Debian }]',
    deeds: ['x'],
  },
  {
    what: 'variables that a dynamically named file registers',
    tasks: '[{ include_tasks: "{{ansible_os_family}}.yml" }, { act: "{{pkg.stdout}}" }]',
    deeds: ['p', 'p'],
    options: { files: { 'Debian.yml': '- { act: p, register: pkg }' } },
  },
  {
    what: 'variables that a dynamically named file sets',
    tasks: '[{ include_tasks: "{{ansible_os_family}}.yml" }, { act: "{{pkg}}" }]',
    deeds: ['p'],
    options: {
      files: { 'Debian.yml': '- { set_fact: { pkg: p } }', 'RedHat.yml': '- { act: "{{nobody}}" }' },
    },
  },
  {
    what: 'an included file named by a result',
    tasks: '[{ act: a.yml, register: r }, { include_tasks: "{{r.stdout}}" }, { act: "{{made}}" }]',
    deeds: ['a.yml', 'm'],
    options: { files: { 'a.yml': '- { set_fact: { made: m } }' } },
  },
  {
    what: 'an included file that includes another one named by a fact',
    tasks: '[{ include_tasks: a.yml }, { act: "{{made}}" }]',
    deeds: ['m'],
    options: {
      files: {
        'a.yml': '- include_tasks: "of-{{ansible_distribution}}.yml"',
        'of-Debian.yml': '- { set_fact: { made: m } }',
      },
    },
  },
  {
    what: 'variables from a file named by a fact',
    more: 'vars_files: ["{{ansible_os_family}}.vars"]',
    tasks: '[{ act: "{{pkg}}" }]',
    deeds: ['apt'],
    options: { files: { 'Debian.vars': 'pkg: apt', 'RedHat.vars': 'pkg: dnf' } },
  },
  {
    what: 'variables from the first of several files named by facts',
    more: 'vars_files: [["{{ansible_distribution}}-{{ansible_distribution_major_version}}.vars", "{{ansible_os_family}}.vars", default.vars]]',
    tasks: '[{ act: "{{pkg}}" }]',
    deeds: ['apt'],
    options: { files: { 'Debian.vars': 'pkg: apt', 'default.vars': '{}' } },
  },
  {
    what: 'a default that a file named by a fact may change',
    more: 'vars_files: ["{{ansible_os_family}}.vars"]',
    tasks: '[{ act: "{{extra}}", when: pkg == "apt" }]',
    deeds: ['e'],
    options: {
      files: { 'Debian.vars': '{ pkg: apt, extra: e }' },
      inventory: 'web: { hosts: { node1: { pkg: none } } }',
    },
  },
  {
    what: 'variables from a file named by an extra variable',
    more: 'vars_files: ["{{env}}.vars"]',
    tasks: '[{ act: "{{pkg}}" }]',
    deeds: ['apt'],
    options: { files: { 'prod.vars': 'pkg: apt' }, extraVars: ['env=prod'] },
  },
  {
    what: 'variables from a file named by a variable of the play',
    more: 'vars: { env: prod }\n  vars_files: ["{{env}}.vars"]',
    tasks: '[{ act: "{{pkg}}" }]',
    deeds: ['apt'],
    options: { files: { 'prod.vars': 'pkg: apt' } },
  },
  {
    what: 'variables from a file named by a variable of another file',
    more: 'vars_files: [env.vars, "{{env}}.vars"]',
    tasks: '[{ act: "{{pkg}}" }]',
    deeds: ['apt'],
    options: { files: { 'env.vars': 'env: prod', 'prod.vars': 'pkg: apt' } },
  },
  {
    what: 'variables from a file, after a file named by a result that may set any variable',
    playbook: `- hosts: node1
  tasks: [{ act: x, register: r }, { include_vars: "{{r.stdout}}.vars" }]
- hosts: node1
  vars_files: [more.vars]
  tasks: [{ act: "{{pkg}}" }]`,
    deeds: ['x', 'apt'],
    options: { files: { 'x.vars': 'other: o', 'more.vars': 'pkg: apt' } },
  },
  {
    what: 'a variable in `hostvars`',
    tasks:
      '[{ set_fact: { mine: "{{inventory_hostname}}" } }, { act: !expr \'hostvars[groups.web[0]].mine\' }]',
    deeds: ['node1'],
  },
  {
    what: 'a variable that another play sets on another host',
    playbook:
      '- hosts: node2\n  tasks: [{ act: t, register: token }]\n- hosts: node1\n  tasks: [{ act: "{{hostvars.node2.token.stdout}}" }]',
    deeds: ['t'],
  },
  {
    what: 'a variable set on localhost',
    playbook:
      '- hosts: localhost\n  tasks: [{ set_fact: { release: v1 } }]\n- hosts: web\n  tasks: [{ act: "{{hostvars.localhost.release}}" }]',
    deeds: ['v1'],
  },
  {
    what: 'a variable registered with `run_once`, on the other hosts',
    tasks: '[{ act: t, register: r, run_once: true }, { act: "{{r.stdout}}!" }]',
    deeds: ['t', 't!'],
  },
  {
    what: 'a variable that an earlier condition may have set',
    tasks: '[{ set_fact: { v: 1 }, when: ansible_os_family == "Debian" }, { act: "{{v}}" }]',
    deeds: ['1'],
  },
  {
    what: 'a variable that one of two tasks registers',
    tasks:
      '[{ act: a, register: r, when: ansible_os_family == "Debian" }, { act: b, register: r, when: ansible_os_family != "Debian" }, { act: "{{r.changed}}" }]',
    deeds: ['a', 'false'],
  },
  {
    what: 'a variable that a task replaces',
    tasks:
      '[{ act: real, register: r }, { set_fact: { mode: "{{r.stdout}}" } }, { act: x, when: mode == "real" }, { act: "{{nobody}}", when: mode == "none" }]',
    more: 'vars: { mode: none }',
    deeds: ['real', 'x'],
  },
  {
    what: 'a registered loop',
    tasks:
      '[{ act: "{{item}}", loop: [a, b], register: r }, { act: "{{item.stdout}}!", loop: "{{r.results}}" }]',
    deeds: ['a', 'b', 'a!', 'b!'],
  },
  {
    what: 'a loop over a registered result',
    tasks: '[{ act: a b, register: r }, { act: "{{item}}", loop: "{{split r.stdout}}" }]',
    deeds: ['a b', 'a', 'b'],
  },
  {
    what: 'a counter',
    tasks:
      '[{ set_fact: { n: !expr "default(n, 0) + 1" } }, { set_fact: { n: !expr "default(n, 0) + 1" } }, { act: "{{n}}" }]',
    deeds: ['2'],
  },
  {
    what: 'variables that a handler registers',
    playbook:
      '- hosts: web\n  tasks: [{ act: x, notify: h }]\n  post_tasks: [{ act: "{{default r.stdout \'none\'}}" }]\n  handlers: [{ name: h, act: handled, register: r }]',
    deeds: ['x', 'handled', 'handled'],
  },
  {
    what: 'an undefined variable in a handler that is not notified',
    tasks: '[{ act: x, register: r, notify: h, when: false }]',
    more: 'handlers: [{ name: h, act: "{{r.stdout}} {{nobody}}" }]',
    deeds: [],
  },
  {
    what: 'a handler with another tag',
    tasks: '[{ act: a, register: r, tags: a, notify: h }, { act: x, tags: b }]',
    more: 'handlers: [{ name: h, act: "{{r.stdout}}" }]',
    deeds: ['x'],
    options: { tags: ['b'] },
  },
  {
    what: 'registered variables of a file that includes itself',
    tasks: '[{ set_fact: { n: 0 } }, { include_tasks: again.yml }]',
    deeds: ['1', '2', 'done 2'],
    options: {
      files: {
        'again.yml':
          '- set_fact: { n: !expr "int(n) + 1" }\n- { act: "{{n}}", register: r }\n- { include_tasks: again.yml, when: int(n) < 2 }\n- { act: "done {{r.stdout}}", when: int(n) == 2 && defined("r") && !defined("over"), register: over }',
      },
    },
  },
  {
    what: 'an included file with its own variables',
    tasks: '[{ include_tasks: a.yml, vars: { name: x } }, { include_tasks: a.yml, vars: { name: y } }]',
    deeds: ['x', 'y'],
    options: { files: { 'a.yml': '- act: "{{name}}"' } },
  },
  {
    what: 'a file that is included for each item',
    tasks: '[{ include_tasks: "{{item}}.yml", loop: [a, b] }]',
    deeds: ['a', 'b'],
    options: { files: { 'a.yml': '- act: "{{item}}"', 'b.yml': '- act: "{{item}}"' } },
  },
  {
    what: 'a file that is included for each item of a result',
    tasks:
      '[{ act: a b, register: r }, { include_tasks: "{{item}}.yml", loop: "{{split r.stdout}}" }, { act: "{{of_b}}" }]',
    deeds: ['a b', 'a', '1'],
    options: { files: { 'a.yml': '- act: "{{item}}"', 'b.yml': '- set_fact: { of_b: 1 }' } },
  },
]

/** Keywords of plays that are rendered before the play has hosts. */
const early: Shape[] = [
  {
    what: '`hosts` from an extra variable',
    playbook: '- hosts: "{{target}}"\n  tasks: [{ act: x }]',
    deeds: ['x'],
    options: { extraVars: ['target=node1'] },
  },
  {
    what: '`hosts` with a default',
    playbook: '- hosts: "{{default target \'web\'}}"\n  tasks: [{ act: x }]',
    deeds: ['x'],
  },
  {
    what: '`hosts` from a variable of the play',
    playbook: '- hosts: "{{target}}"\n  vars: { target: web }\n  tasks: [{ act: x }]',
    deeds: ['x'],
  },
  {
    what: '`hosts` from a variable of all hosts',
    playbook: '- hosts: "{{target}}"\n  tasks: [{ act: x }]',
    deeds: ['x'],
    options: { inventory: 'all: { vars: { target: web }, children: { web: { hosts: { node1: {} } } } }' },
  },
  {
    what: '`hosts` from a group',
    playbook: '- hosts: "{{groups.web.[0]}}"\n  tasks: [{ act: x }]',
    deeds: ['x'],
  },
  { what: '`hosts` as a list', playbook: '- hosts: "{{groups.web}}"\n  tasks: [{ act: x }]', deeds: ['x'] },
  {
    what: '`hosts` from a variable that localhost set',
    playbook:
      '- hosts: localhost\n  tasks: [{ set_fact: { picked: [node1] } }]\n- hosts: "{{hostvars.localhost.picked}}"\n  tasks: [{ act: "{{inventory_hostname}}" }]',
    deeds: ['node1'],
  },
  {
    what: '`hosts` from a result of localhost',
    playbook:
      '- hosts: localhost\n  tasks: [{ act: node1, register: r }]\n- hosts: "{{hostvars.localhost.r.stdout}}"\n  tasks: [{ act: x }]',
    deeds: ['x'],
  },
  {
    what: '`hosts` from a fact of a host',
    playbook:
      "- hosts: \"{{ternary (eq hostvars.node1.ansible_os_family 'Debian') 'node1' 'node2'}}\"\n  tasks: [{ act: x }]",
    deeds: ['x'],
  },
  {
    what: '`hosts` that is empty',
    playbook:
      '- hosts: "{{default groups.db none}}"\n  vars: { none: [] }\n  tasks: [{ act: not }]\n- hosts: web\n  tasks: [{ act: x }]',
    deeds: ['x'],
  },
  {
    what: 'a group that the inventory does not have',
    playbook: '- hosts: databases\n  tasks: [{ act: "{{nobody}}" }]\n- hosts: web\n  tasks: [{ act: x }]',
    deeds: ['x'],
  },
  {
    what: 'an empty group',
    playbook: '- hosts: spare\n  tasks: [{ act: "{{nobody}}" }]\n- hosts: web\n  tasks: [{ act: x }]',
    deeds: ['x'],
    options: { inventory: 'all: { children: { web: { hosts: { node1: {} } }, spare: {} } }' },
  },
  {
    what: 'an exclusion that excludes nothing',
    playbook: '- hosts: web:!canaries\n  tasks: [{ act: x }]',
    deeds: ['x'],
  },
  {
    what: 'an intersection that is empty',
    playbook: '- hosts: web:&paris\n  tasks: [{ act: not }]\n- hosts: web\n  tasks: [{ act: x }]',
    deeds: ['x'],
  },
  {
    what: 'an index that is out of range',
    playbook: '- hosts: web[7]\n  tasks: [{ act: not }]\n- hosts: web\n  tasks: [{ act: x }]',
    deeds: ['x'],
  },
  {
    what: 'a play without hosts within the limit',
    playbook: '- hosts: node2\n  tasks: [{ act: "{{nobody}}" }]\n- hosts: node1\n  tasks: [{ act: x }]',
    deeds: ['x'],
    options: { limit: 'node1' },
  },
  {
    what: '`serial` from the length of a group',
    more: 'serial: "{{length groups.web}}"',
    tasks: '[{ act: x }]',
    deeds: ['x'],
  },
  {
    what: '`serial` from a variable of the play',
    more: 'vars: { at_once: 2 }\n  serial: "{{at_once}}"',
    tasks: '[{ act: x }]',
    deeds: ['x'],
  },
  {
    what: '`serial` as a list with templates',
    more: 'serial: [1, "{{default later \'50%\'}}"]',
    tasks: '[{ act: x }]',
    deeds: ['x'],
  },
  {
    what: '`strategy` from a variable',
    more: 'vars: { how: free }\n  strategy: "{{how}}"',
    tasks: '[{ act: x }]',
    deeds: ['x'],
  },
  {
    what: '`strategy` and `order` from extra variables',
    more: 'strategy: "{{default how \'linear\'}}"\n  order: "{{order}}"',
    tasks: '[{ act: x }]',
    deeds: ['x'],
    options: { extraVars: ['order=sorted'] },
  },
  {
    what: 'tags from a variable of the play',
    more: 'vars: { own: [a, b] }',
    tasks: '[{ act: x, tags: "{{own}}" }, { act: y, tags: "{{other}}" }]',
    deeds: ['x'],
    options: { tags: ['a'], extraVars: ['other=c'] },
  },
  {
    what: 'an import named by an extra variable',
    tasks: '[{ import_tasks: "{{app}}.yml" }]',
    deeds: ['of shop'],
    options: { extraVars: ['app=shop'], files: { 'shop.yml': '- act: of {{app}}' } },
  },
  {
    what: 'an imported playbook named by an extra variable',
    playbook: '- import_playbook: "{{app}}.yml"',
    deeds: ['x'],
    options: { extraVars: ['app=shop'], files: { 'shop.yml': '- hosts: web\n  tasks: [{ act: x }]' } },
  },
  {
    what: '`gather_facts` from a variable of the play',
    more: 'vars: { asks: true }\n  gather_facts: "{{asks}}"',
    tasks: '[{ act: "{{ansible_os_family}}" }]',
    deeds: ['Debian'],
  },
  {
    what: '`become_user` from a variable of the play',
    more: 'vars: { app_user: app }\n  become: true\n  become_user: "{{app_user}}"',
    tasks: '[{ act: x }]',
    deeds: ['x'],
  },
  {
    what: '`become` and `remote_user` from extra variables',
    more: 'become: "{{root}}"\n  remote_user: "{{who}}"',
    tasks: '[{ act: x }]',
    deeds: ['x'],
    options: { extraVars: ['root=true', 'who=me'] },
  },
  {
    what: '`force_handlers` and `any_errors_fatal` from variables of the play',
    more: 'vars: { no_way: false }\n  force_handlers: "{{no_way}}"\n  any_errors_fatal: "{{no_way}}"',
    tasks: '[{ act: x }]',
    deeds: ['x'],
  },
  {
    what: '`max_fail_percentage` from a variable',
    more: 'vars: { most: 30 }\n  max_fail_percentage: "{{most}}"',
    tasks: '[{ act: x }]',
    deeds: ['x'],
  },
  {
    what: 'a port that a task sets',
    tasks: '[{ set_fact: { port_now: 2222 } }, { act: x, port: "{{port_now}}" }]',
    deeds: ['x'],
  },
  {
    what: 'a user that a task sets',
    tasks: '[{ set_fact: { who: root } }, { act: x, become: true, become_user: "{{who}}" }]',
    options: { inventory: 'web: { hosts: { node1: { ansible_user: "{{who}}" } } }' },
    deeds: ['x'],
  },
]

/** Other common constructs. */
const others: Shape[] = [
  {
    what: 'a loop with its index and its last item',
    tasks:
      '[{ act: "{{i}}{{item}}{{#if ansible_loop.last}}.{{/if}}", loop: [a, b], loop_control: { index_var: i, extended: true } }]',
    deeds: ['0a', '1b.'],
  },
  {
    what: 'a condition on the index',
    tasks: '[{ act: "{{item}}", loop: [a, b], loop_control: { index_var: n }, when: int(n) > 0 }]',
    deeds: ['b'],
  },
  {
    what: 'a loop over hosts',
    tasks: '[{ act: "{{item}}", loop: "{{groups.web}}", run_once: true }]',
    deeds: ['node1', 'node2', 'node3'],
  },
  {
    what: 'a loop over the addresses of hosts',
    tasks:
      '[{ act: !expr "hostvars[item].ansible_default_ipv4.address", loop: "{{groups.web}}", run_once: true }]',
    deeds: ['10.0.0.1', '10.0.0.1', '10.0.0.1'],
  },
  {
    what: 'a loop over the keys of a map',
    more: 'vars: { m: { a: 1, b: 2 } }',
    tasks: '[{ act: "{{item}}={{lookup m item}}", loop: "{{keys m}}" }]',
    deeds: ['a=1', 'b=2'],
  },
  {
    what: 'a loop over maps with labels',
    tasks: '[{ act: "{{item.n}}", loop: [{ n: 1 }], loop_control: { label: "{{item.n}}" } }]',
    deeds: ['1'],
  },
  {
    what: '`until` with the result of its own task',
    tasks: '[{ act: x, register: r, until: r.rc == 0, retries: 2, delay: 0 }]',
    deeds: ['x'],
  },
  {
    what: '`changed_when` and `failed_when` with the result of their own task',
    tasks: '[{ act: x, register: r, changed_when: r.stdout == "y", failed_when: r.rc > 1 }]',
    deeds: ['x'],
  },
  {
    what: '`failed_when` with an earlier result',
    tasks: '[{ act: x, register: r }, { act: y, failed_when: r.rc != 0 }, { act: z }]',
    deeds: ['x', 'y', 'z'],
  },
  {
    what: 'a result of a skipped task',
    tasks: '[{ act: x, register: r, when: false }, { act: y, when: r.skipped }]',
    deeds: ['y'],
  },
  {
    what: 'a condition on the output of a task',
    tasks: '[{ act: x, register: r }, { act: y, when: r.stdout.contains("x") && size(r.stdout) < 3 }]',
    deeds: ['x', 'y'],
  },
  {
    what: 'variables that refer to later ones',
    more: 'vars: { a: "{{b}}/bin", b: "{{c}}/app", c: /opt }',
    tasks: '[{ act: "{{a}}" }]',
    deeds: ['/opt/app/bin'],
  },
  {
    what: 'an unused variable with an error',
    more: 'vars: { bad: "{{nobody}}", good: x }',
    tasks: '[{ act: "{{good}}" }]',
    deeds: ['x'],
  },
  {
    what: 'a variable with an error behind a condition',
    more: 'vars: { bad: "{{nobody}}" }',
    tasks: '[{ act: "{{bad}}", when: false }, { act: x }]',
    deeds: ['x'],
  },
  { what: 'a variable of the task itself', tasks: '[{ act: "{{v}}", vars: { v: 1 } }]', deeds: ['1'] },
  {
    what: 'a variable of a task in a condition',
    tasks: '[{ act: x, vars: { v: 1 }, when: v == 1 }]',
    deeds: ['x'],
  },
  {
    what: 'a `delegate_to` host outside the play',
    tasks: '[{ act: x, delegate_to: node2, run_once: true }]',
    deeds: [],
    options: {
      inventory: 'all: { children: { web: { hosts: { node1: {} } }, rest: { hosts: { node2: {} } } } }',
    },
  },
  {
    what: '`delegate_to` from an item',
    tasks: '[{ act: "{{item}}", loop: "{{groups.web}}", delegate_to: "{{item}}", run_once: true }]',
    deeds: ['node1'],
  },
  {
    what: '`delegate_to` the first host of a group',
    tasks: '[{ act: x, delegate_to: "{{first groups.web}}", run_once: true }]',
    deeds: ['x'],
  },
  {
    what: 'localhost, which is not in the inventory',
    playbook:
      '- hosts: localhost\n  tasks: [{ debug: { msg: "{{inventory_hostname}}" } }]\n- hosts: web\n  tasks: [{ act: x }]',
    deeds: ['x'],
  },
  {
    what: 'facts with a default, in a play with `gather_facts: false`',
    more: 'gather_facts: false',
    tasks: '[{ act: "{{default ansible_os_family \'none\'}}" }]',
    deeds: ['none'],
  },
  {
    what: 'facts of an earlier play',
    playbook:
      '- hosts: web\n  gather_facts: true\n- hosts: web\n  gather_facts: false\n  tasks: [{ act: "{{ansible_os_family}}" }]',
    deeds: ['Debian'],
  },
  {
    what: 'a fact of an interface',
    tasks: '[{ act: x, when: defined("ansible_eth0") && ansible_eth0.active }]',
    deeds: [],
  },
  {
    what: 'a variable that looks like a fact',
    more: 'vars: { ansible_python_interpreter: /usr/bin/python3 }',
    tasks: '[{ act: "{{ansible_python_interpreter}}" }]',
    deeds: ['/usr/bin/python3'],
  },
  {
    what: 'a play without tasks',
    playbook: '- hosts: web\n- hosts: web\n  tasks: []\n- hosts: web\n  tasks: [{ act: x }]',
    deeds: ['x'],
  },
  {
    what: 'nested blocks',
    tasks:
      '[{ block: [{ block: [{ act: x, register: r }], always: [{ act: y }] }], rescue: [{ act: not }], always: [{ act: "{{r.stdout}}z" }] }]',
    deeds: ['x', 'y', 'xz'],
  },
  {
    what: 'a handler that listens to a topic, and a flush',
    tasks: '[{ act: x, notify: topic }, { meta: flush_handlers }, { act: y }]',
    more: 'handlers: [{ name: h, listen: topic, act: handled }]',
    deeds: ['x', 'handled', 'y'],
  },
  {
    what: 'a handler with an undefined variable in its name, which is not notified',
    tasks: '[{ act: x, notify: h }]',
    more: 'handlers: [{ name: "restart {{nobody}}", act: not }, { name: h, act: handled }]',
    deeds: ['x', 'handled'],
  },
  {
    what: 'a handler that another notifies',
    tasks: '[{ act: x, notify: h }]',
    more: 'handlers: [{ name: h, act: one, notify: i }, { name: i, act: two }]',
    deeds: ['x', 'one', 'two'],
  },
  {
    what: 'a play with batches that reads its batch',
    more: 'serial: 1',
    tasks: '[{ act: !expr "ansible_play_batch[0]" }]',
    deeds: ['node1'],
  },
  {
    what: '`vars` and `hostvars` with a computed name',
    more: 'vars: { app_x: 1, which: x }',
    tasks: '[{ act: !expr \'vars["app_" + which]\' }]',
    deeds: ['1'],
  },
  {
    what: 'a loop over maps with an optional key in `when`',
    more: 'vars: { users: [{ name: a, admin: true }, { name: b }] }',
    tasks: '[{ act: "{{item.name}}", loop: "{{users}}", when: "default(item.admin, false)" }]',
    deeds: ['a'],
  },
  {
    what: 'a variable of a parent group that is overridden',
    tasks: '[{ act: "{{v}}" }]',
    deeds: ['2'],
    options: {
      inventory: 'all: { vars: { v: 1 }, children: { web: { vars: { v: 2 }, hosts: { node1: {} } } } }',
    },
  },
]

const all = Object.entries({ guarded, 'left out': leftOut, behind, caught, dynamic, early, others })

for (const [kind, shapes] of all) {
  for (const { what, tasks, more = '', playbook, deeds, options } of shapes) {
    test(`${kind}: ${what} is not refused`, async () => {
      const text = playbook ?? `- hosts: web\n  ${more}\n  tasks: ${tasks}`
      const run = await runHerd(text, {
        facts: FACTS,
        ...(text.includes('node2') || options?.inventory || /groups|serial|run_once/.test(text)
          ? {}
          : { inventory: ONE }),
        ...options,
      })
      const own = run.deeds
        .filter(deed => deed.startsWith('node1: '))
        .map(deed => deed.replace('node1: ', ''))
      assert.equal(
        own,
        deeds,
        JSON.stringify(
          run.events.filter(event => event.type === 'task.result'),
          null,
          1,
        ),
      )
    })
  }
}

test('there are at least 110 playbooks', () => {
  assert.ok(all.flatMap(([, shapes]) => shapes).length >= 110)
})

test.run()
