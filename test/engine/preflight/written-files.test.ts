import { join, relative } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  mayBeWritten,
  mayFindWritten,
  nothingWritten,
  recordWrites,
  type WrittenFiles,
} from '../../../src/engine/preflight/written-files.ts'
import { openTaskFolders } from '../../../src/load-task-types.ts'
import { Unknown, UnknownValueError } from '../../../src/values/unknown.ts'
import { makeProject } from '../../kit/command-line.ts'

const project = makeProject({
  'templates/here': 'x',
  'templates/other/here': 'x',
  'tasks/build.ts': `
import { defineTask, plan, z } from 'drover/task'
export default defineTask({
  summary: 'Builds.', example: 'build: {}', action: 'once', params: z.strictObject({}),
  check: async () => plan([{ resource: 'build', action: 'run' }]),
  apply: async () => {},
})
`,
})
const types = openTaskFolders([join(project, 'tasks')])

/** Makes a param unknown. */
const unknown = (params: Record<string, unknown>, name: string): Record<string, unknown> =>
  Object.defineProperty(params, name, {
    enumerable: true,
    get: () => {
      throw new UnknownValueError(new Unknown('a result'))
    },
  })

const HERE = 'templates/here'
const GONE = 'templates/gone'

/**
 * Tasks on the controller: whether they may replace an existing file, and whether they may create a missing
 * one.
 */
const rows: [name: string, params: Record<string, unknown>, here: boolean, gone: boolean][] = [
  ['copy', { dest: `${project}/${HERE}`, content: 'x' }, true, false],
  ['copy', { dest: `${project}/${GONE}`, content: 'x' }, false, true],
  ['copy', { dest: `${project}/templates/`, src: 'x' }, true, true],
  ['copy', { dest: `${project}/templates/other`, src: 'x' }, false, false],
  ['copy', { dest: '/etc/motd', src: 'templates/here' }, false, false],
  ['copy', unknown({ dest: `${project}/x` }, 'content'), false, false],
  ['copy', unknown({ content: 'x' }, 'dest'), false, true],
  ['git', { repo: 'x', dest: project }, true, true],
  // A folder above the project is not expected to provide files of the project.
  ['unarchive', { src: 'x', dest: '/' }, false, true],
  ['fetch', { src: '/etc/motd', dest: GONE, flat: true }, false, true],
  ['template', { src: 'here', dest: `~+/${relative(process.cwd(), project)}/${GONE}` }, false, true],
  ['file', { path: '/', state: 'directory' }, false, false],
  ['file', { path: `${project}/templates`, state: 'absent' }, false, false],
  ['file', { path: `${project}/${GONE}`, state: 'touch' }, false, true],
  ['file', { path: `${project}/templates`, state: 'link', src: 'x' }, true, true],
  ['acl', { path: `${project}/${HERE}` }, false, false],
  ['stat', { path: `${project}/templates` }, false, false],
  ['uri', { url: 'http://x' }, false, false],
  ['package', { name: ['here'], use: 'apt' }, false, false],
  ['systemd_unit', { name: 'x', content: 'x' }, false, false],
  ['build', {}, false, true],
  ['command', { argv: ['git', '-C', project, 'rev-parse', 'HEAD'] }, false, true],
  ['command', { argv: ['make'], creates: HERE }, true, true],
  ['command', { argv: ['make', 'here'] }, true, true],
  ['command', { argv: ['make', 'other/here'] }, false, true],
  ['shell', { cmd: `cat x >"./${HERE}"` }, true, true],
  ['shell', { cmd: `cat x > $PWD/../${HERE}` }, true, true],
  ['shell', { cmd: 'cd templates/ && make' }, true, true],
  ['expect', { command: 'make', responses: {} }, false, true],
]

for (const [name, params, here, gone] of rows) {
  test(`${name} { ${shown(params)} } ${here ? 'may replace' : 'leaves'} one file and ${gone ? 'may create' : 'does not create'} the other`, async () => {
    const written = nothingWritten(project)
    await recordWrites(written, { name, type: await types.load(name), params }, types)
    assert.equal(
      [HERE, GONE].map(path => mayBeWritten(written, join(project, path))),
      [here, gone],
    )
  })
}

test('a folder that is read as a whole may be created by a task, or get files from one', async () => {
  const folder = join(project, 'files/new')
  const note = async (name: string, params: Record<string, unknown>): Promise<WrittenFiles> => {
    const written = nothingWritten(project)
    await recordWrites(written, { name, type: await types.load(name), params }, types)
    return written
  }
  const inFolder = ['', '/x', '/y'].map(path => folder + path)
  const created = await note('file', { path: folder, state: 'directory' })
  assert.equal(
    inFolder.map(path => mayBeWritten(created, path)),
    [true, false, false],
  )
  const filled = await note('copy', { dest: join(folder, 'x'), content: 'x' })
  assert.equal(
    inFolder.map(path => mayBeWritten(filled, path)),
    [true, true, false],
  )
  const removed = await note('file', { path: folder, state: 'absent' })
  assert.equal(
    inFolder.map(path => mayBeWritten(removed, path)),
    [false, false, false],
  )
})

test('a file earlier in the search path is expected only from a task that names it', () => {
  const places = ['templates/first', HERE, 'templates/last'].map(path => join(project, path))
  const found = (change: Partial<WrittenFiles>) =>
    mayFindWritten({ ...nothingWritten(project), ...change }, places)
  assert.is(found({ mayHaveMore: true }), false)
  assert.is(found({ paths: new Set([join(project, 'templates/first')]) }), true)
  assert.is(found({ paths: new Set([join(project, 'templates/last')]) }), false)
})

function shown(params: Record<string, unknown>): string {
  const known = Object.entries(Object.getOwnPropertyDescriptors(params))
  return known.map(([name, { value }]) => `${name}: ${JSON.stringify(value) ?? '?'}`).join(', ')
}

test.run()
