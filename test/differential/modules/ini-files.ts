import type { ModuleRow } from './harness.ts'

const APP = "printf '%s\\n' 'top = 1' '' '[a]' '# x = 0' 'x = 1' 'y=2' '' '[b]' 'x : 1' 'x = 2' 'x=3' > f"

/** `ini_file`: what is replaced, added and removed, and where. */
export const INI_FILES: readonly ModuleRow[] = [
  {
    name: 'ini_file sets an option of a section, and one before the first',
    before: `${APP}; cp f g`,
    tasks: `
      - community.general.ini_file: { path: "{{ dir }}/f", section: a, option: y, value: 3, backup: true, mode: "0640" }
      - community.general.ini_file: { path: "{{ dir }}/g", option: top, value: 2 }
      - community.general.ini_file: { path: "{{ dir }}/g", option: other, value: "a b" }
    `,
  },
  {
    name: 'ini_file replaces all lines of an option with one',
    before: APP,
    tasks: '- community.general.ini_file: { path: "{{ dir }}/f", section: b, option: x, value: 2 }',
  },
  {
    name: 'ini_file adds a value beside others with exclusive off',
    before: `${APP}; cp f g; cp f h`,
    tasks: `
      - community.general.ini_file: { path: "{{ dir }}/f", section: b, option: x, value: 4, exclusive: false }
      - community.general.ini_file: { path: "{{ dir }}/g", section: b, option: x, values: [3, 5, 5], exclusive: false }
      - community.general.ini_file: { path: "{{ dir }}/h", section: b, option: x, values: [3, 5, 1] }
    `,
  },
  {
    name: 'ini_file removes one value, all values and a section',
    before: `${APP}; cp f g; cp f h; cp f i`,
    tasks: `
      - community.general.ini_file: { path: "{{ dir }}/f", section: b, option: x, value: 2, exclusive: false, state: absent }
      - community.general.ini_file: { path: "{{ dir }}/g", section: b, option: x, value: 2, state: absent }
      - community.general.ini_file: { path: "{{ dir }}/h", section: a, state: absent }
      - community.general.ini_file: { path: "{{ dir }}/i", section: a, option: x, exclusive: false, state: absent }
    `,
  },
  {
    name: 'ini_file replaces an option that is commented out',
    before: "printf '%s\\n' '[a]' '#x = 1' '; y=2' '#  z = 3' > f; cp f g",
    tasks: `
      - community.general.ini_file: { path: "{{ dir }}/f", section: a, option: x, value: 1 }
      - community.general.ini_file: { path: "{{ dir }}/f", section: a, option: y, value: 3 }
      - community.general.ini_file: { path: "{{ dir }}/g", section: a, option: z, state: absent }
    `,
  },
  {
    name: 'ini_file writes no spaces around the sign',
    before: `${APP}; cp f g`,
    tasks: `
      - community.general.ini_file: { path: "{{ dir }}/f", section: a, option: x, value: 1, no_extra_spaces: true }
      - community.general.ini_file: { path: "{{ dir }}/g", section: a, option: new, value: 1, no_extra_spaces: true }
    `,
  },
  {
    name: 'ini_file has options without a value',
    before: `${APP}; cp f g`,
    tasks: `
      - community.general.ini_file: { path: "{{ dir }}/f", section: a, option: skip, allow_no_value: true }
      - community.general.ini_file: { path: "{{ dir }}/g", section: a, option: x, allow_no_value: true }
    `,
  },
  {
    name: 'ini_file adds a value beside the others with allow_no_value',
    before: APP,
    tasks: `
      - community.general.ini_file: { path: "{{ dir }}/f", section: a, option: x, value: 9, allow_no_value: true }
    `,
    differs: 'Ansible adds a line without a value in the second run',
  },
  {
    name: 'ini_file makes a file, its directory and a section',
    before: "printf '[a]\\nx = 1' > f",
    tasks: `
      - community.general.ini_file: { path: "{{ dir }}/sub/g", section: a, option: x, value: 1, mode: "0600" }
      - community.general.ini_file: { path: "{{ dir }}/f", section: b, option: x, values: [1, 2] }
      - community.general.ini_file: { path: "{{ dir }}/none", section: a, option: x, value: 1, create: false }
    `,
  },
  {
    name: 'ini_file adds an empty section',
    before: "printf '[a]\\nx = 1\\n' > f",
    tasks: `
      - community.general.ini_file: { path: "{{ dir }}/f", section: c }
      - community.general.ini_file: { path: "{{ dir }}/f", section: a }
    `,
    differs: 'Ansible fails without an option',
  },
  {
    name: 'ini_file adds an option before the blank lines and comments at the end of a section',
    before: "printf '%s\\n' '[a]' 'x = 1' '' '# about b' '' '[b]' 'y = 1' > f",
    tasks: '- community.general.ini_file: { path: "{{ dir }}/f", section: a, option: new, value: 1 }',
  },
  {
    name: 'ini_file keeps the text around: unicode, a long name, signs in the value',
    before: "printf '%s\\n' '[größe \"1\"]' 'a.b-c = %(x)s' 'key with spaces = 1' '\\tindented = 1' > f",
    tasks: `
      - community.general.ini_file: { path: "{{ dir }}/f", section: 'größe "1"', option: a.b-c, value: "x = y ; z # é" }
      - community.general.ini_file: { path: "{{ dir }}/f", section: 'größe "1"', option: key with spaces, value: 2 }
      - community.general.ini_file: { path: "{{ dir }}/f", section: 'größe "1"', option: indented, value: 2 }
    `,
  },
  {
    name: 'ini_file sets and removes an empty value',
    before: `${APP}; cp f g`,
    tasks: `
      - community.general.ini_file: { path: "{{ dir }}/f", section: a, option: x, value: "" }
      - community.general.ini_file: { path: "{{ dir }}/g", section: a, option: x, value: "", state: absent }
    `,
  },
  {
    name: 'ini_file edits a file without a last line end, and an empty one',
    before: "printf 'x = 1' > f; : > g",
    tasks: `
      - community.general.ini_file: { path: "{{ dir }}/f", option: y, value: 1 }
      - community.general.ini_file: { path: "{{ dir }}/g", option: y, value: 1 }
    `,
  },
  {
    name: 'ini_file takes the first of sections that have one name',
    before: "printf '%s\\n' '[a]' 'x = 1' '[b]' 'x = 2' '[a]' 'x = 3' > f",
    tasks: '- community.general.ini_file: { path: "{{ dir }}/f", section: a, option: x, value: 5 }',
  },
  {
    name: 'ini_file removes all sections that have one name',
    before: "printf '%s\\n' '[a]' 'x = 1' '[a]' 'x = 2' '[ab]' 'x = 3' > f",
    tasks: '- community.general.ini_file: { path: "{{ dir }}/f", section: a, state: absent }',
    differs: 'Ansible removes one in each run',
  },
]
