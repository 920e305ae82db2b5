import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FileState } from '../../../src/remote/probes/files/stat-line.ts'
import getUrl from '../../../tasks/network/get_url.ts'
import { bind, noProject } from '../../kit/contract.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { fakeHost } from '../../kit/fake-host.ts'

const HEX = 'a'.repeat(64)
const URL_ = 'https://u:p@example.org/app.tgz'
const TOOLS = 'which of curl, wget exist'

const FILE: FileState = {
  ...{
    kind: 'file',
    mode: '0600',
    uid: 5,
    gid: 6,
    owner: 'a',
    group: 'b',
    size: 5,
    access: 'r',
    digest: 'b'.repeat(64),
  },
  ...{ mtime: 1, atime: 2, ctime: 3, inode: 4, device: 5, links: 1 },
}

async function check(written: Record<string, unknown>, state: FileState | null, tools: readonly string[]) {
  const { host, asked } = fakeHost({
    'state of /d/f /d/f/app.tgz': [state, null],
    'id of user root': 0,
    [TOOLS]: new Set(tools),
  })
  const params = bind(getUrl, { url: URL_, dest: '/d/f', checksum: `sha256:${HEX}`, ...written }) as never
  const result = await getUrl.check({ params, host, project: noProject, environment: {}, isCheckMode: false })
  return { result, asked }
}

const WAYS: readonly (readonly [title: string, written: object, tools: readonly string[], by: string])[] = [
  ['curl if the host has it', { url: 'https://example.org/app.tgz' }, ['curl', 'wget'], 'curl'],
  ['wget if the host has only that', { url: 'https://example.org/app.tgz' }, ['wget'], 'wget'],
  ['the controller if the host has neither', {}, [], 'controller'],
  ['the controller if wget would show a password in a process list', {}, ['wget'], 'controller'],
  [
    'the controller rather than show a header in a process list',
    { url: 'https://example.org/app.tgz', headers: { A: 'b' } },
    ['wget'],
    'controller',
  ],
  ['the controller with `via: controller`', { via: 'controller' }, ['curl'], 'controller'],
]

for (const [title, written, tools, by] of WAYS) {
  test(`get_url downloads with ${title}`, async () => {
    const { result } = await check({ ...written }, null, tools)
    assert.is(result.kind === 'plan' && result.data.do === 'download' && result.data.by, by)
  })
}

test('get_url plans a replacement that keeps mode and owner, and the change shows no password', async () => {
  const { result } = await check({}, FILE, [])
  assert.equal(result, {
    kind: 'plan',
    changes: [
      {
        resource: 'file:/d/f',
        action: 'update',
        before: { sha256: 'b'.repeat(64), mode: '0600' },
        after: { from: 'https://***@example.org/app.tgz', mode: '0600', sha256: HEX },
      },
    ],
    data: {
      ...{ do: 'download', path: '/d/f', by: 'controller', checksum: { algorithm: 'sha256', hex: HEX } },
      ...{ mode: '0600', owner: '5', group: '6', replaces: 'b'.repeat(64) },
    },
    outputs: {
      ...{ dest: '/d/f', path: '/d/f', url: 'https://***@example.org/app.tgz' },
      ...{ state: 'file', mode: '0600' },
    },
  })
})

test('get_url removes write permissions of others and set-ID bits if the owner changes', async () => {
  const state = { ...FILE, mode: '6777' }
  const { result } = await check({ owner: 'root' }, state, [])
  assert.is(result.kind === 'plan' && result.data.do === 'download' && result.data.mode, '0755')
})

test('get_url sends one request if the file matches its checksum', async () => {
  const { result, asked } = await check({}, { ...FILE, digest: HEX }, [])
  assert.is(result.kind, 'in-sync')
  assert.equal(asked, ['state of /d/f /d/f/app.tgz'])
})

const NEW = {
  params: { url: 'https://example.org/b', dest: '/d/f' },
  answers: {
    ...{ 'state of /d/f /d/f/b': '\0', [TOOLS]: 'curl\n', 'state of /d/f': '\0' },
  },
}
effectRows('get_url', getUrl, NEW, [
  { params: { http_agent: 'a "b"' }, shows: ['header="User-Agent:', 'a', '\\0134"b\\0134""'] },
  {
    params: { use_proxy: false },
    shows: [
      "http_proxy=''",
      "HTTP_PROXY=''",
      "https_proxy=''",
      "HTTPS_PROXY=''",
      "ftp_proxy=''",
      "FTP_PROXY=''",
      "all_proxy=''",
      "ALL_PROXY=''",
    ],
  },
  { params: { validate_certs: false }, shows: ['-k'] },
])
effectRows('get_url', getUrl, { ...NEW, answers: { ...NEW.answers, [TOOLS]: 'wget\n' } }, [
  {
    params: { use_proxy: false },
    shows: [
      "http_proxy=''",
      "HTTP_PROXY=''",
      "https_proxy=''",
      "HTTPS_PROXY=''",
      "ftp_proxy=''",
      "FTP_PROXY=''",
      "all_proxy=''",
      "ALL_PROXY=''",
    ],
  },
  { params: { validate_certs: false }, shows: ['--no-check-certificate'] },
])

test.run()
