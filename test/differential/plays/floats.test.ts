import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

const VALUES: Readonly<Record<string, string>> = {
  alone: '{{ version }}',
  'in a text': 'v{{ version }}',
  'in a list': '{{ [version, 2.0, 1] }}',
  'in a map': "{{ {'a': version, 'b': parts} }}",
  'parts of a variable': '{{ parts[0] }} {{ parts[2].a }} {{ parts }}',
  'large, small and negative': '{{ big }} {{ bigger }} {{ tiny }} {{ minus }} {{ zero }}',
  arithmetic:
    '{{ version + 1 }} {{ version * 2 }} {{ version - 1 }} {{ 4 / 2 }} {{ 7 // 2.0 }} {{ version % 1 }} {{ 2 ** -0 }} {{ -version }}',
  comparisons:
    '{{ version == 1 }} {{ version < 2 }} {{ 1 in parts }} {{ parts.index(1) }} {{ [version] == [1] }} {{ version == "1.0" }}',
  'its type':
    '{{ version | type_debug }} {{ half | type_debug }} {{ kept | type_debug }} {{ version is float }} {{ version is integer }} {{ version is number }} {{ version is string }}',
  'its truth':
    '{{ zero | ternary(1, 2) }} {{ version | ternary(1, 2) }} {{ "a" if zero else "b" }} {{ version | bool }} {{ zero | default(5, true) }}',
  'to text and back':
    '{{ version | string }} {{ version | int }} {{ "1.0" | float }} {{ 3 | float }} {{ 2.7 | round }} {{ version ~ "x" }} {{ "%s %d %.2f" | format(version, version, version) }}',
  JSON: '{{ parts | to_json }} {{ version | to_json }} {{ big | to_json }} {{ parts | to_nice_json(indent=1) }}',
  YAML: '{{ parts | to_yaml }} {{ version | to_yaml }} {{ big | to_yaml }} {{ parts | to_nice_yaml }}',
  'JSON that is read': '{{ text | from_json }} {{ (text | from_json).a + 1 }}',
  'YAML that is read': "{{ 'a: 1.0' | from_yaml }} {{ 'x: [1.0, 1.5e+3, 2.]' | from_yaml }}",
  'lists of them':
    '{{ [3.0, 1, 2.0] | sort }} {{ [1.0, 1, 2.0] | unique }} {{ [2.0, 1] | sum }} {{ [2.0, 1] | max }} {{ [2.0, 1] | min }} {{ parts | first }} {{ [1.0, 2] | join(",") }}',
  'filters with maps':
    "{{ {'a': 1.0} | dict2items }} {{ {'a': 1.0} | combine({'b': 2.0}) }} {{ [{'k': 1.0}, {'k': 2}] | map(attribute='k') | list }} {{ [1.0, [2.0]] | flatten }}",
  'choice of items':
    '{{ [1.0, 2, 3.5] | select("float") | list }} {{ [1.0, 2] | select("eq", 1) | list }} {{ [{"a": 1.0}] | selectattr("a", "eq", 1) | list }} {{ [1.0, 2] | reject("number") | list }}',
  versions: "{{ version is version('1.0', '>=') }} {{ version is version('1.1', '<') }}",
  'from a fact': '{{ half }} {{ kept }} {{ literal }} {{ nested }} {{ nested.list[0] + 1 }}',
  'from another host': "{{ hostvars['b'].of_host }} {{ hostvars['b'].half }} {{ hostvars['b'].nested }}",
  'from the inventory and files': '{{ of_group }} {{ of_host }} {{ of_file }} {{ of_json.a }}',
  'from the command line':
    '{{ extra }} {{ extra | type_debug }} {{ extra_map.x }} {{ extra_map.x | type_debug }}',
  'hashes and words':
    '{{ version | hash("md5") }} {{ version | quote }} {{ version | urlencode }} {{ version | replace(".", "_") }} {{ version | b64encode }}',
  native: '{{ version }}{{ version }}',
}

const said = Object.entries(VALUES)
  .map(([name, text]) => `  - { name: ${JSON.stringify(name)}, debug: { msg: ${JSON.stringify(text)} } }`)
  .join('\n')

testPlays(
  {
    'floats without a fraction stay floats': `
vars:
  version: 1.0
  big: 1.0e+16
  bigger: 123456789012345680000.0
  tiny: 0.00001
  minus: -2.0
  zero: 0.0
  text: '{"a": 1.0, "b": [1e3, "1.0", 2]}'
  parts: [1.0, 2, { a: 3.0 }]
vars_files: [of-file.yml]
tasks:
  - name: facts
    set_fact:
      half: "{{ 4 / 2 }}"
      kept: "{{ version }}"
      literal: 5.0
      nested: "{{ {'list': [1.0, 2], 'x': version} }}"
${said}
  - { name: items, debug: { msg: "{{ item }}" }, loop: [1.0, 2, 2.5], register: said }
  - { name: results, debug: { msg: "{{ said.results | map(attribute='item') | list }}" } }
  - { name: conditions, debug: { msg: right }, when: [version == 1.0, version == 1, version is float, kept < 2, not zero] }
  - { name: numbers of facts, set_fact: { sum: "{{ kept + 1 }}" } }
  - { name: sum, debug: { msg: "{{ sum }} {{ sum | type_debug }}" } }
`,
    'params take floats as modules do': `
hosts: a
vars: { v: 1.0, dir: "{{ playbook_dir }}/hosts/{{ inventory_hostname }}" }
tasks:
  - { name: content, copy: { content: "{{ v }}", dest: "{{ dir }}/one", mode: "0644" } }
  - { name: literal, copy: { content: 2.0, dest: "{{ dir }}/two", mode: "0644" } }
  - { name: data, copy: { content: { a: 1.0, b: [2.0] }, dest: "{{ dir }}/data", mode: "0644" } }
  - { name: line, lineinfile: { path: "{{ dir }}/lines", create: true, mode: "0644", line: "v={{ v }}" } }
  - { name: number, lineinfile: { path: "{{ dir }}/lines", line: 3.0 } }
  - { name: block, blockinfile: { path: "{{ dir }}/lines", block: 4.0, marker: "# {mark}" } }
  - { name: template, template: { src: t.j2, dest: "{{ dir }}/made", mode: "0644" } }
  - { name: seen, debug: { msg: "{{ lookup('file', dir ~ '/' ~ item) }}" }, loop: [one, two, data, lines, made], register: seen }
  - { name: said, debug: { msg: "{{ seen.results | map(attribute='msg') | list }}" } }
  - { name: environment, shell: "echo $V", environment: { V: "{{ v }}" }, register: printed }
  - { name: environment of literals, shell: "echo $V", environment: { V: 2.0 }, register: literal }
  - { name: arguments, command: { argv: [echo, "{{ v }}"] }, register: arguments }
  - { name: printed, debug: { msg: "{{ printed.stdout }} {{ literal.stdout }} {{ arguments.stdout }}" } }
  - { name: included, include_tasks: { file: included.yml }, vars: { given: 1.0, made: "{{ v + 1 }}" } }
  - { name: role, include_role: { name: r }, vars: { given: 7.0 } }
  - { name: messages, fail: { msg: "{{ v }}" }, ignore_errors: true }
`,
  },
  {
    files: {
      'of-file.yml': 'of_file: 6.0\nof_json: {"a": 7.0}\n',
      'group_vars/all.yml': 'of_group: 3.0\n',
      'host_vars/a.yml': 'of_host: 4.0\n',
      'host_vars/b.yml': 'of_host: 5.0\n',
      'host_vars/c.yml': 'of_host: 6.0\n',
      'templates/t.j2': '{{ v }} {{ [v] }} {% for each in [1.0, 2] %}{{ each }};{% endfor %}\n',
      'included.yml': '- { name: inner, debug: { msg: "{{ given }} {{ made }}" } }\n',
      'roles/r/defaults/main.yml': 'of_role: 8.0\n',
      'roles/r/tasks/main.yml': '- { name: in role, debug: { msg: "{{ of_role }} {{ given }}" } }\n',
    },
    args: ['-e', 'extra=1.0', '-e', '{"extra_map": {"x": 1.0}}'],
  },
)

test.run()
