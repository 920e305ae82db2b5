import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

const ROLES = 'collections/ansible_collections/acme/site/roles'

const SAY_NAMES = `
- name: names
  debug:
    msg: >-
      {{ role_name }} {{ ansible_role_name }} {{ ansible_collection_name }}
      {{ ansible_parent_role_names | default([]) }}
`

testPlays(
  {
    'a role of a collection knows its names, and what its roles without the collection mean': `
hosts: a
roles:
  - acme.site.web
`,
    'a play finds the roles of its collections': `
hosts: a
collections: [acme.none, acme.site]
roles:
  - shared
tasks:
  - import_role: { name: shared }
  - include_role: { name: plain }
  - include_role: { name: web }
`,
    'handlers of a role of a collection go by its name with the collection and without it': `
hosts: a
roles:
  - acme.site.noting
`,
  },
  {
    files: {
      'roles/shared/tasks/main.yml': '- { name: not of the collection, debug: { msg: x } }',
      'roles/plain/tasks/main.yml': SAY_NAMES,
      [`${ROLES}/web/tasks/main.yml`]: `${SAY_NAMES}
- include_role: { name: shared }
- import_role: { name: acme.site.shared }
`,
      [`${ROLES}/shared/tasks/main.yml`]: SAY_NAMES,
      [`${ROLES}/noting/tasks/main.yml`]: `
- { name: full, command: 'true', notify: "{{ ansible_role_name }} : first" }
- { name: short, command: 'true', notify: "noting : second" }
`,
      [`${ROLES}/noting/handlers/main.yml`]: `
- { name: first, debug: { msg: first } }
- { name: second, debug: { msg: second } }
`,
    },
  },
)

testPlays(
  {
    'tags of an included role that come from the role around it': `
hosts: a
roles:
  - acme.site.web
`,
  },
  {
    args: ['--tags', 'web_install'],
    files: {
      [`${ROLES}/web/tasks/main.yml`]: `
- include_role: { name: acme.site._common }
  vars: { wanted: install }
  tags: [web_install]
`,
      [`${ROLES}/_common/tasks/main.yml`]: `
- name: chosen
  debug: { msg: x }
  tags:
    - "{{ ansible_parent_role_names | first | regex_replace(ansible_collection_name ~ '.') }}_install"
- name: not chosen
  debug: { msg: x }
  tags: "{{ ansible_parent_role_names | first }}_install"
- name: chosen by a variable of the include
  debug: { msg: x }
  tags: "web_{{ wanted }}"
`,
    },
  },
)

test.run()
