import type { ModuleRow } from './harness.ts'
import { INI_FILES } from './ini-files.ts'
import { LINES } from './lines.ts'
import { TEMPLATES } from './templates.ts'

const MARKED = "printf '%s\\n' one '# BEGIN ANSIBLE MANAGED BLOCK' old '# END ANSIBLE MANAGED BLOCK' two > f"

const BLOCKINFILE: readonly ModuleRow[] = [
  {
    name: 'blockinfile adds a block at the end',
    before: "printf 'one\\ntwo' > f",
    tasks: '- blockinfile: { path: "{{ dir }}/f", block: "a\\nb" }',
  },
  {
    name: 'blockinfile replaces a block',
    before: MARKED,
    tasks: '- blockinfile: { path: "{{ dir }}/f", block: "new\\n\\n lines\\n", backup: true }',
  },
  {
    name: 'blockinfile removes a block',
    before: MARKED,
    tasks: '- blockinfile: { path: "{{ dir }}/f", state: absent, block: "whatever" }',
  },
  {
    name: 'blockinfile removes an empty block',
    before: MARKED,
    tasks: '- blockinfile: { dest: "{{ dir }}/f", content: "" }',
  },
  {
    name: 'blockinfile inserts after the last match',
    before: "printf '%s\\n' a1 a2 b a3 c > f",
    tasks: '- blockinfile: { path: "{{ dir }}/f", block: x, insertafter: "^a\\\\d$" }',
  },
  {
    name: 'blockinfile inserts before the last match',
    before: "printf '%s\\n' a1 a2 b a3 c > f",
    tasks: '- blockinfile: { path: "{{ dir }}/f", block: x, insertbefore: "^a" }',
  },
  {
    name: 'blockinfile inserts at the start, and at the end where nothing matches',
    before: "printf '%s\\n' a b > f; cp f g",
    tasks: `
      - blockinfile: { path: "{{ dir }}/f", block: x, insertbefore: BOF }
      - blockinfile: { path: "{{ dir }}/g", block: x, insertbefore: "^nothing" }
      - blockinfile: { path: "{{ dir }}/g", block: y, insertafter: "^nothing", marker: "// {mark} y" }
    `,
  },
  {
    name: 'blockinfile matches several lines with (?m)',
    before: "printf '%s\\n' a b c d > f; cp f g",
    tasks: `
      - blockinfile: { path: "{{ dir }}/f", block: x, insertafter: "(?m)b\\nc" }
      - blockinfile: { path: "{{ dir }}/g", block: x, insertbefore: "(?m)b\\nc" }
    `,
  },
  {
    name: 'blockinfile has markers of its own',
    before: "printf '%s\\n' '<p>' '<!-- start é $& -->' old '<!-- stop é $& -->' '</p>' > 'an \"odd\" name'",
    tasks: `
      - blockinfile:
          path: '{{ dir }}/an "odd" name'
          block: "<b>"
          marker: "<!-- {mark} é $& -->"
          marker_begin: start
          marker_end: stop
    `,
  },
  {
    name: 'blockinfile makes a file and its directory',
    tasks: `
      - blockinfile: { path: "{{ dir }}/sub/f", block: a, create: true, mode: "0600" }
      - blockinfile: { path: "{{ dir }}/empty", create: true }
      - blockinfile: { path: "{{ dir }}/none", block: a }
      - blockinfile: { path: "{{ dir }}/none", block: a, state: absent, create: true }
      - blockinfile: { path: "{{ dir }}/sub", block: a }
    `,
  },
  {
    name: 'blockinfile edits through a link, and sets the mode',
    before: 'echo a > f; ln -s f l; echo b > g',
    tasks: `
      - blockinfile: { path: "{{ dir }}/l", block: x }
      - blockinfile: { path: "{{ dir }}/g", block: x, mode: u=rw,go= }
    `,
  },
  {
    name: 'blockinfile validates the new file',
    before: 'echo a > f; echo a > g',
    tasks: `
      - blockinfile: { path: "{{ dir }}/f", block: good, validate: "grep -q good %s" }
      - blockinfile: { path: "{{ dir }}/g", block: bad, validate: "grep -q good %s" }
    `,
  },
  {
    name: 'blockinfile keeps bytes and line ends',
    before: "printf 'a\\r\\nb\\377\\r\\n' > f",
    tasks: '- blockinfile: { path: "{{ dir }}/f", block: é }',
  },
  {
    name: 'blockinfile has ends of blocks in the wrong order',
    before: "printf '%s\\n' a '# END ANSIBLE MANAGED BLOCK' x '# BEGIN ANSIBLE MANAGED BLOCK' b > f",
    tasks: '- blockinfile: { path: "{{ dir }}/f", block: new }',
  },
  {
    name: 'blockinfile finds a last marker that lacks its line end',
    before: "printf '# BEGIN ANSIBLE MANAGED BLOCK\\nold\\n# END ANSIBLE MANAGED BLOCK' > f",
    tasks: '- blockinfile: { path: "{{ dir }}/f", block: new }',
    differs: 'Ansible adds a second block',
  },
  {
    name: 'blockinfile has nothing to remove where there is no file',
    tasks: '- blockinfile: { path: "{{ dir }}/f", state: absent }',
    differs: 'the block is absent, as the task wants; Ansible fails unless `create` is set',
  },
]

const REPLACE: readonly ModuleRow[] = [
  {
    name: 'replace fills references',
    before: "printf '%s\\n' 'a=1 # x' 'b=22' > f",
    tasks: String.raw`
      - replace: { path: "{{ dir }}/f", regexp: '^(\w)=(?P<v>\d+)', replace: '\g<v>\t\1', backup: true, mode: "0640" }
    `,
  },
  {
    name: 'replace removes matches, across lines',
    before: "printf '%s\\n' a b '' '' c > f",
    tasks: String.raw`- replace: { path: "{{ dir }}/f", regexp: '\n\n+' }`,
  },
  {
    name: 'replace matches at each line, and only there',
    before: "printf 'x\\r\\nx\\nax\\nx' > f; cp f g",
    tasks: `
      - replace: { path: "{{ dir }}/f", regexp: "^x$", replace: "y" }
      - replace: { path: "{{ dir }}/g", regexp: "x.", replace: "[z]" }
    `,
  },
  {
    name: 'replace keeps to a section',
    before: "printf '%s\\n' 1 '<a>' 1 '</a>' 1 '<a>' 1 '</a>' > f; for x in g h i; do cp f $x; done",
    tasks: `
      - replace: { path: "{{ dir }}/f", regexp: "1", replace: "2", after: "<a>", before: "</a>" }
      - replace: { path: "{{ dir }}/g", regexp: "1", replace: "2", after: "<a>" }
      - replace: { path: "{{ dir }}/h", regexp: "1", replace: "2", before: "<a>" }
      - replace: { path: "{{ dir }}/i", regexp: "1", replace: "2", after: "<b>" }
    `,
  },
  {
    name: 'replace has empty matches',
    before: "printf 'abxd\\n' > f",
    tasks: `- replace: { path: "{{ dir }}/f", regexp: "^(?!- )", replace: "- " }`,
  },
  {
    name: 'replace edits unicode through a link with an odd name',
    before: "printf 'größe\\n' > '-f \"é\"'; ln -s './-f \"é\"' l",
    tasks: `- replace: { path: "{{ dir }}/l", regexp: "ö(.)", replace: 'oe\\1$1$&' }`,
  },
  {
    name: 'replace fails for no file, a directory, and a file that does not pass',
    before: 'mkdir d; echo a > f',
    tasks: `
      - replace: { path: "{{ dir }}/none", regexp: a }
      - replace: { path: "{{ dir }}/d", regexp: a }
      - replace: { path: "{{ dir }}/f", regexp: a, replace: b, validate: "grep a %s" }
      - replace: { path: "{{ dir }}/f", regexp: a, replace: '\\1' }
    `,
  },
  {
    name: 'replace matches what it has written',
    before: 'echo a > f',
    tasks: `- replace: { path: "{{ dir }}/f", regexp: a, replace: aa }`,
    differs: 'the file would grow at every run; Drover refuses the task',
  },
]

const SLURP: readonly ModuleRow[] = [
  {
    name: 'slurp reads any bytes',
    before: "printf 'a\\000\\377\\n' > f; ln -s f 'l \"é'; : > empty; mkdir d",
    tasks: `
      - slurp: { src: "{{ dir }}/f" }
        register: f
      - debug: { msg: "{{ f.content }} {{ f.encoding }} {{ f.source }}" }
      - slurp: { path: '{{ dir }}/l "é' }
        register: l
      - debug: { msg: "{{ l.content }}" }
      - slurp: { src: "{{ dir }}/empty" }
        register: e
      - debug: { msg: "<{{ e.content }}>" }
      - slurp: { src: "{{ dir }}/none" }
      - slurp: { src: "{{ dir }}/d" }
    `,
  },
]

const TREE =
  'mkdir -p d/e; echo x > a; echo y > .h; echo "in e" > d/e/f; echo z > d/g.log; ln -s d l; touch -d 2001-01-01 d/g.log'

const FIND: readonly ModuleRow[] = [
  {
    name: 'find counts what matches',
    before: TREE,
    tasks: [
      '{ paths: "{{ dir }}" }',
      '{ paths: "{{ dir }}", hidden: true }',
      '{ paths: "{{ dir }}", recurse: true }',
      '{ paths: "{{ dir }}", recurse: true, depth: 2 }',
      '{ path: "{{ dir }}", recurse: true, file_type: directory }',
      '{ paths: "{{ dir }}", recurse: true, file_type: any }',
      '{ paths: "{{ dir }}", file_type: link }',
      '{ paths: "{{ dir }}", recurse: true, patterns: "*.log,a" }',
      '{ paths: "{{ dir }}", recurse: true, pattern: ["[a-f]"], exclude: a }',
      '{ paths: "{{ dir }}", recurse: true, patterns: [".*og"], use_regex: true }',
      '{ paths: "{{ dir }}", recurse: true, age: 52w }',
      '{ paths: "{{ dir }}", recurse: true, age: -1d, size: 3 }',
      '{ paths: "{{ dir }}", recurse: true, contains: "in" }',
      '{ paths: "{{ dir }}/none" }',
    ]
      .map(params => `- find: ${params}\n  register: r\n- debug: { msg: "{{ r.matched }}" }`)
      .join('\n'),
  },
]

const OTHERS: readonly ModuleRow[] = [
  {
    name: 'tempfile makes a file and a directory',
    tasks: `
      - tempfile: { path: "{{ dir }}", prefix: p, suffix: .s }
        register: t
      - command: { argv: [mv, "{{ t.path }}", "{{ dir }}/file"] }
      - tempfile: { path: "{{ dir }}", state: directory }
        register: t
      - file: { path: "{{ dir }}/directory", state: absent }
      - command: { argv: [mv, "{{ t.path }}", "{{ dir }}/directory"] }
      - tempfile: { path: "{{ dir }}/none" }
    `,
  },
  {
    name: 'raw runs a command line',
    tasks: `
      - raw: echo "a  b" > {{ dir }}/f; echo out
        register: r
      - debug: { msg: "{{ r.rc }}" }
      - raw: exit 3
    `,
  },
]

const FRAGMENTS =
  "mkdir -p d/sub; printf 'b' > d/20; printf 'a\\n' > d/10.conf; printf h > d/.h; : > d/30.conf; echo x > d/sub/40.conf; ln -s 10.conf d/15; ln -s none d/25"

const ASSEMBLE: readonly ModuleRow[] = [
  {
    name: 'assemble joins the files of a directory in order',
    before: FRAGMENTS,
    tasks: `
      - assemble: { src: "{{ dir }}/d", dest: "{{ dir }}/all", mode: "0640" }
      - assemble: { src: "{{ dir }}/d/", dest: "{{ dir }}/visible", ignore_hidden: true }
      - assemble: { src: "{{ dir }}/d", dest: "{{ dir }}/conf", regexp: "[.]conf$", backup: true }
      - assemble: { src: "{{ dir }}/d", dest: "{{ dir }}/empty", regexp: "^nothing" }
    `,
  },
  {
    name: 'assemble has a delimiter with escapes',
    before: FRAGMENTS,
    tasks: String.raw`
      - assemble: { src: "{{ dir }}/d", dest: "{{ dir }}/a", delimiter: '### é' }
      - assemble: { src: "{{ dir }}/d", dest: "{{ dir }}/b", delimiter: '\n#\x41\tb\101\q\n' }
      - assemble: { src: "{{ dir }}/d", dest: "{{ dir }}/c", delimiter: "" }
    `,
  },
  {
    name: 'assemble reads a directory of the controller',
    before: FRAGMENTS,
    tasks: String.raw`
      - assemble: { src: "{{ dir }}/d", dest: "{{ dir }}/a", remote_src: false }
      - assemble: { src: "{{ dir }}/d", dest: "{{ dir }}/b", remote_src: false, delimiter: '--', ignore_hidden: true }
      - assemble: { src: "{{ dir }}/d", dest: "{{ dir }}/c", remote_src: false, delimiter: '--\n', regexp: "^[12]" }
    `,
  },
  {
    name: 'assemble replaces, validates and fails',
    before: `${FRAGMENTS}; echo old > old; echo old > bad; ln -s old l`,
    tasks: `
      - assemble: { src: "{{ dir }}/d", dest: "{{ dir }}/old", validate: "grep -q b %s" }
      - assemble: { src: "{{ dir }}/d", dest: "{{ dir }}/bad", validate: "grep -q nothing %s" }
      - assemble: { src: "{{ dir }}/d", dest: "{{ dir }}/l", regexp: "conf" }
      - assemble: { src: "{{ dir }}/none", dest: "{{ dir }}/x" }
      - assemble: { src: "{{ dir }}/old", dest: "{{ dir }}/x" }
    `,
  },
]

export const FILES: readonly ModuleRow[] = [
  ...BLOCKINFILE,
  ...REPLACE,
  ...SLURP,
  ...FIND,
  ...ASSEMBLE,
  ...OTHERS,
  ...INI_FILES,
  ...LINES,
  ...TEMPLATES,
]
