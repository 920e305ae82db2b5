import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { randomFrom } from '../kit/random.ts'
import { tarOf } from '../kit/tar.ts'
import { lab, runDrover } from './drover.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-random-'))
const NODES = ['node1', 'node2', 'node3']
/**
 * Seeds of random plays that once showed a fault, or the number of seeds in `DROVER_SEEDS`; each third runs
 * on one host.
 */
const SEEDS = process.env.DROVER_SEEDS
  ? Array.from({ length: Number(process.env.DROVER_SEEDS) }, (_, seed) => seed)
  : [0, 1, 2]
test.after(() => rmSync(folder, { recursive: true, force: true }))
test.before(() => {
  lab('reset')
  mkdirSync(join(folder, 'files'))
  mkdirSync(join(folder, 'templates'))
  const entries = [
    { path: 'd/', type: '5', mode: 0o755 },
    { path: 'd/tool', content: '#!/bin/sh\necho tool\n', mode: 0o755 },
  ]
  writeFileSync(join(folder, 'files/tool.tar'), tarOf(entries))
  writeFileSync(join(folder, 'files/hello.sh'), 'echo hello >>/srv/hello\n')
  writeFileSync(
    join(folder, 'templates/unit'),
    '[Service]\nUser={{who}}\nExecStart=/bin/sleep 100000\n[Install]\nWantedBy=multi-user.target\n',
  )
})

/** A random task on one of a few accounts, packages, units and paths, so that tasks affect each other. */
function randomTask(random: (below: number) => number): object {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
  const state = pick(['present', 'present', 'absent'])
  const [user, group, unit] = [pick(['u1', 'u2']), pick(['g1', 'g2', 'u1']), pick(['x', 'y'])]
  const place = pick(['/srv/a', '/srv/d', '/srv/d/a', '/home/u1/f', '/usr/local/bin/tool'])
  const packages = pick([['tree'], ['jq'], ['tree', 'jq'], ['drover-sample=1.0']])
  const tasks: (() => object)[] = [
    () => ({ group: { name: group, state, system: random(2) === 0 } }),
    () => ({ user: { name: user, state, remove: true, create_home: random(2) === 0 } }),
    () => ({
      user: { name: user, groups: [group], append: random(2) === 0, shell: pick(['/bin/sh', '/bin/bash']) },
    }),
    () => ({
      apt: { name: packages, state: state === 'absent' ? 'absent' : 'present', allow_downgrade: true },
    }),
    () => ({ package: { name: pick(['tree', 'less']), state } }),
    () => ({
      template: { src: 'unit', dest: `/etc/systemd/system/${unit}.service`, mode: '0644' },
      vars: { who: 'root' },
    }),
    () => ({
      systemd: { name: unit, state: pick(['started', 'stopped']), daemon_reload: true, settle: 0.2 },
    }),
    () => ({ systemd: { name: unit, enabled: random(2) === 0 } }),
    () => ({ file: { path: `/etc/systemd/system/${unit}.service`, state: 'absent' } }),
    () => ({
      copy: { dest: place, content: `content ${random(2)}`, owner: pick(['root', user]), mode: '0644' },
    }),
    () => ({
      file: { path: place, state: pick(['directory', 'absent', 'file']), owner: pick(['root', user]) },
    }),
    () => ({ file: { path: place, src: pick(['/srv/a', '/srv/d']), state: 'link', force: random(2) === 0 } }),
    () => ({
      unarchive: {
        src: 'tool.tar',
        dest: pick(['/srv', '/srv/d', '/usr/local']),
        owner: 'root',
        group: 'root',
      },
    }),
    () => ({ get_url: { url: 'http://192.168.202.1/debian/Release', dest: place, mode: '0644' } }),
    () => ({ lineinfile: { path: place, line: `line ${random(3)}`, create: random(2) === 0 } }),
    () => ({ command: 'touch /srv/made', args: { creates: '/srv/made' } }),
    () => ({ command: 'true', args: { removes: place } }),
    () => ({ shell: `echo x >>/srv/log`, args: { removes: place } }),
    () => ({ script: 'hello.sh', args: { creates: '/srv/hello' } }),
    () => ({ fetch: { src: place, dest: join(folder, 'fetched/') } }),
    () => ({ stat: { path: place }, register: 'seen' }),
    () => ({ probe: `cat ${place}`, register: 'said' }),
    () => ({ set_fact: { word: random(2) === 0 ? 'x' : '{{ said.stdout }}' } }),
    () => ({ debug: { msg: '{{ word }}' } }),
    () => ({ assert: { that: pick(['seen.stat.exists', '1 == 1']) } }),
    () => ({ fail: { msg: 'so be it' }, when: 'seen.stat.exists' }),
    () => ({ wait_for: { path: '/etc/passwd', timeout: 1 } }),
    () => ({ wait_for: { port: 22, timeout: 1 } }),
    () => ({ uri: { url: 'http://192.168.202.1/debian/Release' } }),
    () => ({ certificate_authority: { directory: '/srv/pki', backend: 'forge', CN: pick(['a', 'b']) } }),
    () => ({
      certificate: { directory: '/srv/pki', backend: 'forge', name: pick(['x', 'y']), hosts: ['a.test'] },
    }),
    () => ({ ca_bundle: { path: '/srv/bundle.pem', certificate: '/srv/pki/x.pem', mode: '0644' } }),
    () => ({ meta: 'clear_facts' }),
  ]
  const task = pick(tasks)()
  const when =
    random(3) === 0 && !('stat' in task) ? { when: pick(['seen.stat.exists', '!seen.stat.exists']) } : {}
  return { ...task, ...when, ignore_errors: true }
}

/** The status of each task on each host, in order of the plays. */
function statusesOf(file: string, ...words: string[]): string[] {
  const { results } = runDrover(['-i', 'inventory/lab.yml', file, ...words])
  return results.map(({ host, status, message = '' }) => `${host} ${status}${message ? `: ${message}` : ''}`)
}

const isUnknown = (status: string): boolean => / unknown\b/.test(status)

/** A dry run may report `unknown`; any other status must be that of the run. */
function isWrong(predicted: string, actual: string): boolean {
  return !isUnknown(predicted) && predicted.split(':')[0] !== actual.split(':')[0]
}

test('a dry run predicts the status of each task of random plays on real hosts', () => {
  const mistakes: string[] = []
  let [told, unknown] = [0, 0]
  for (const seed of SEEDS) {
    const random = randomFrom(seed)
    const tasks = [
      { stat: { path: '/srv' }, register: 'seen' },
      { probe: 'echo said', register: 'said' },
      { set_fact: { word: 'first' } },
      ...Array.from({ length: 14 }, () => randomTask(random)),
    ]
    const file = join(folder, 'site.yml')
    writeFileSync(file, JSON.stringify([{ hosts: NODES[seed % NODES.length], tasks }]))
    for (const run of [1, 2]) {
      const predicted = statusesOf(file, '--check')
      const actual = statusesOf(file)
      // Mistakes after the first wrong prediction may only follow from it.
      const wrong = predicted.findIndex((status, nth) => isWrong(status, actual[nth] ?? ''))
      const seen = wrong < 0 ? predicted : predicted.slice(0, wrong)
      unknown += seen.filter(isUnknown).length
      told += seen.length - seen.filter(isUnknown).length
      if (wrong < 0) continue
      const before = tasks.slice(0, wrong + 1).map(task => JSON.stringify(task))
      mistakes.push(
        `seed ${seed}, run ${run}:\n${before.join('\n')}\npredicted ${predicted[wrong]}\ncame to ${actual[wrong]}`,
      )
    }
  }
  assert.is(mistakes.join('\n\n'), '')
  assert.ok(unknown < told / 4, `${unknown} unknown, ${told} told`)
})

test.run()
