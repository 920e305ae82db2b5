import { test } from 'uvu'
import { testPlays } from './run-plays.ts'

testPlays(
  {
    'relative paths on a host start in the working directory': `
hosts: a
tasks:
  - { name: directory, file: { path: here, state: directory, mode: "0755" } }
  - { name: copy, copy: { content: one, dest: ./here/f, mode: "0644" } }
  - { name: again, copy: { content: one, dest: here/f, mode: "0644" } }
  - { name: remote copy, copy: { src: here/f, dest: here/g, mode: "0640", remote_src: true } }
  - { name: line, lineinfile: { path: here/f, line: two } }
  - { name: hard link, file: { path: here/hard, src: here/f, state: hard } }
  - { name: link, file: { path: here/link, src: f, state: link } }
  - { name: found, find: { paths: "here,nowhere", patterns: "h*" }, register: found }
  - { name: seen, stat: { path: here/g }, register: seen }
  - { name: shown, debug: { msg: "{{ found.matched }} {{ seen.stat.mode }}" } }
`,
    'commands start in the working directory': `
hosts: a
tasks:
  - { name: made, command: mkdir ran creates=ran }
  - { name: left out, command: mkdir ran creates=ran, register: out }
  - { name: why, debug: { msg: "{{ out.stdout }}" } }
  - { name: below, shell: touch inside, args: { chdir: ran, creates: inside } }
  - { name: job, shell: touch ran/by-job, async: 20, poll: 1 }
  - { name: listed, command: ls ran, register: listed }
  - { name: shown, debug: { msg: "{{ listed.stdout_lines }}" } }
  - { name: nowhere, command: ls, args: { chdir: nowhere }, ignore_errors: true, register: none }
  - { name: removed, file: { path: ran, state: absent } }
`,
    'raw command lines start in the working directory, and so do the guards of scripts': `
hosts: a
tasks:
  - { name: made, raw: mkdir raw-made && ls -d raw-made, register: made }
  - { name: shown, debug: { msg: "{{ made.stdout_lines }}" } }
  - { name: created, script: s.sh, args: { creates: raw-made }, register: created }
  - { name: below, script: s.sh, args: { creates: raw-made, chdir: /tmp } }
  - { name: removed, script: s.sh, args: { removes: raw-none } }
  - { name: ran, script: s.sh, args: { creates: raw-none }, register: ran }
  - { name: said, debug: { msg: "{{ ran.stdout_lines }} {{ created.skipped }}" } }
  - { name: gone, file: { path: raw-made, state: absent } }
`,
  },
  { files: { 's.sh': '#!/bin/sh\nls -d raw-made\n' } },
)

test.run()
