import type { ModuleRow } from './harness.ts'

const lines = (...all: readonly string[]): string =>
  `printf '%s\\n' ${all.map(line => `'${line}'`).join(' ')} > t.j2`

/** `template`: params that say how a template is read and written. */
export const TEMPLATES: readonly ModuleRow[] = [
  {
    name: 'template has delimiters of its own',
    before: lines('[% if true %]', 'a {{ x }} {% y %} {# z #}', '[% endif %]', '<# gone #>b << 1 + 1 >>'),
    tasks: `
      - template: {
          src: "{{ dir }}/t.j2", dest: "{{ dir }}/f",
          block_start_string: "[%", block_end_string: "%]",
          variable_start_string: "<<", variable_end_string: ">>",
          comment_start_string: "<#", comment_end_string: "#>",
        }
    `,
  },
  {
    name: 'template keeps or removes white space around statements',
    before: lines('a', '  {% if true %}', '  b', '  {% endif %}', 'c'),
    tasks: `
      - template: { src: "{{ dir }}/t.j2", dest: "{{ dir }}/f" }
      - template: { src: "{{ dir }}/t.j2", dest: "{{ dir }}/g", trim_blocks: false }
      - template: { src: "{{ dir }}/t.j2", dest: "{{ dir }}/h", lstrip_blocks: true }
    `,
  },
  {
    name: 'template writes other line ends and encodings',
    before: `${lines('größe', '{{ 1 }}')}; mkdir d`,
    tasks: `
      - template: { src: "{{ dir }}/t.j2", dest: "{{ dir }}/f", newline_sequence: '\\r\\n' }
      - template: { src: "{{ dir }}/t.j2", dest: "{{ dir }}/g", output_encoding: latin-1, mode: u=r }
      - template: { src: "{{ dir }}/t.j2", dest: "{{ dir }}/d/", newline_sequence: "\\r" }
    `,
  },
  {
    name: 'template keeps what is there without force, validates, and keeps a backup',
    before: `${lines('a {{ 1 }}')}; echo old > f; echo old > g; echo old > h`,
    tasks: `
      - template: { src: "{{ dir }}/t.j2", dest: "{{ dir }}/f", force: false }
      - template: { src: "{{ dir }}/t.j2", dest: "{{ dir }}/g", validate: "grep -q nothing %s" }
      - template: { src: "{{ dir }}/t.j2", dest: "{{ dir }}/h", validate: "grep -q a %s", mode: preserve }
    `,
  },
]
