import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import copy from '../../../tasks/files/copy.ts'
import { contractRows } from '../../kit/rows.ts'

const modeOf = (path: string): string => (lstatSync(path).mode & 0o7777).toString(8).padStart(4, '0')

function layTree(project: string): void {
  mkdirSync(`${project}/tree/sub/empty`, { recursive: true })
  writeFileSync(`${project}/tree/a b`, '1')
  writeFileSync(`${project}/tree/sub/x\ny`, Buffer.from([0, 1, 255]))
  writeFileSync(`${project}/elsewhere`, '3')
  symlinkSync('../elsewhere', `${project}/tree/l`)
}

function prepareTree(project: string): void {
  mkdirSync(`${project}/tree/sub`, { recursive: true })
  writeFileSync(`${project}/tree/sub/leaf`, 'leaf')
  symlinkSync('sub/leaf', `${project}/tree/link`)
}

contractRows('copy', copy, [
  {
    title: 'accepts numbers of owner and group in a file that matches',
    params: { content: 'x', dest: '@/f', owner: 'root', group: 'root', mode: '0644' },
    expects: 'in-sync',
    prepare: root => {
      writeFileSync(`${root}/f`, 'x')
      chmodSync(`${root}/f`, 0o644)
    },
    verify: (_, { first }) => assert.equal([first.outputs.uid, first.outputs.gid], [0, 0]),
  },
  {
    title: 'writes a text',
    params: { content: "it's $HOME\n", dest: '@/f', mode: '0600' },
    expects: 'plan',
    verify: (root, { first }) => {
      assert.is(readFileSync(`${root}/f`, 'utf8'), "it's $HOME\n")
      assert.is(modeOf(`${root}/f`), '0600')
      assert.equal(first.kind === 'plan' && first.changes, [
        {
          resource: `file:${root}/f`,
          action: 'create',
          before: null,
          after: {
            state: 'file',
            mode: '0600',
            size: 11,
            sha256: 'd1415e1358964e29182d4535aff00814337548d713e8b0fb07da2eda8e3002ce',
          },
          text: { before: '', after: "it's $HOME\n" },
        },
      ])
    },
  },
  {
    title: 'leaves a file that matches unchanged',
    params: { content: 'x', dest: '@/f' },
    expects: 'in-sync',
    prepare: root => writeFileSync(`${root}/f`, 'x'),
  },
  {
    title: 'replaces a file and keeps its mode and owner',
    params: { content: { a: 1 }, dest: '@/f' },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/f`, 'old')
      chmodSync(`${root}/f`, 0o640)
    },
    verify: root => {
      assert.is(readFileSync(`${root}/f`, 'utf8'), '{"a": 1}')
      assert.is(modeOf(`${root}/f`), '0640')
    },
  },
  {
    title: 'changes only mode and owner if the content matches',
    params: { content: 'x', dest: '@/f', mode: 'g+w', owner: 'daemon', group: '1' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/f`, 'x'),
    verify: (root, { first }) => {
      assert.equal(first.kind === 'plan' && first.changes, [
        {
          resource: `file:${root}/f`,
          action: 'update',
          before: { mode: '0644', owner: 'root', group: 'root' },
          after: { mode: '0664', owner: 'daemon', group: '1' },
        },
      ])
    },
  },
  {
    title: 'leaves an existing file unchanged without force',
    params: { content: 'x', dest: '@/f', force: 'no', mode: '0600' },
    expects: 'in-sync',
    prepare: root => writeFileSync(`${root}/f`, 'y'),
  },
  {
    title: 'writes a file into an existing directory',
    params: { src: 'hello.txt', dest: '@' },
    expects: 'plan',
    prepare: (_, project) => writeFileSync(`${project}/hello.txt`, 'hello\n'),
    verify: root => assert.is(readFileSync(`${root}/hello.txt`, 'utf8'), 'hello\n'),
  },
  {
    title: 'creates the directory that a trailing slash names',
    params: { src: 'hello.txt', dest: '@/d/e/', mode: 'preserve' },
    expects: 'plan',
    prepare: (_, project) => {
      writeFileSync(`${project}/hello.txt`, 'hello\n')
      chmodSync(`${project}/hello.txt`, 0o755)
    },
    verify: root => assert.is(modeOf(`${root}/d/e/hello.txt`), '0755'),
  },
  {
    title: 'sends a file of two megabytes, byte for byte',
    params: { src: 'big', dest: '@/big' },
    expects: 'plan',
    prepare: (_, project) => writeFileSync(`${project}/big`, Buffer.alloc(2_097_153, '\0\xffé\n\'"$`\\')),
    verify: root => assert.equal(readFileSync(`${root}/big`), Buffer.alloc(2_097_153, '\0\xffé\n\'"$`\\')),
  },
  {
    title: 'copies a directory, with the targets of links instead of the links',
    params: { src: 'tree', dest: '@/d', mode: '0600', directory_mode: '0750', owner: 'daemon' },
    expects: 'plan',
    prepare: (_, project) => layTree(project),
    verify: root => {
      assert.is(readFileSync(`${root}/d/tree/l`, 'utf8'), '3')
      assert.equal(readFileSync(`${root}/d/tree/sub/x\ny`), Buffer.from([0, 1, 255]))
      assert.is(modeOf(`${root}/d/tree/sub`), '0750')
      assert.is(modeOf(`${root}/d/tree/a b`), '0600')
      assert.is(lstatSync(`${root}/d/tree/a b`).uid, 1)
      assert.ok(lstatSync(`${root}/d/tree/sub/empty`).isDirectory())
    },
  },
  {
    title: 'copies the content of a directory, with links as links, over existing files',
    params: { src: 'tree/', dest: '@/d', local_follow: false },
    expects: 'plan',
    prepare: (root, project) => {
      layTree(project)
      mkdirSync(`${root}/d`)
      writeFileSync(`${root}/d/a b`, '0')
      writeFileSync(`${root}/d/own`, 'stays')
    },
    verify: root => assert.equal(readdirSync(`${root}/d`).sort(), ['a b', 'l', 'own', 'sub']),
  },
  {
    title: 'copies a file on the host, with a backup, validation and the same mode',
    params: {
      src: '@/s',
      dest: '@/d',
      remote_src: true,
      mode: 'preserve',
      backup: true,
      validate: 'grep -q hi %s',
    },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/s`, 'hi')
      chmodSync(`${root}/s`, 0o711)
      writeFileSync(`${root}/d`, 'old')
    },
    verify: root => {
      assert.is(modeOf(`${root}/d`), '0711')
      const kept = readdirSync(root).filter(name => name.startsWith('d.'))
      assert.is(kept.length, 1)
      assert.is(readFileSync(`${root}/${kept[0]}`, 'utf8'), 'old')
    },
  },
  {
    title: 'copies a directory on the host',
    params: { src: '@/s', dest: '@/d', remote_src: true },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/s/x`, { recursive: true })
      writeFileSync(`${root}/s/x/a\nb`, 'hi')
      symlinkSync('x', `${root}/s/l`)
    },
    verify: root => assert.is(readFileSync(`${root}/d/s/l/a\nb`, 'utf8'), 'hi'),
  },
  {
    title: 'replaces a link by a file and keeps the target of the link',
    params: { content: 'new', dest: '@/l' },
    expects: 'plan',
    prepare: root => {
      writeFileSync(`${root}/t`, 't')
      symlinkSync('t', `${root}/l`)
    },
    verify: root => {
      assert.is(readFileSync(`${root}/t`, 'utf8'), 't')
      assert.ok(lstatSync(`${root}/l`).isFile())
    },
  },
  {
    title: 'writes through a link with `follow`',
    params: { content: 'new', dest: '@/l', follow: true },
    expects: 'plan',
    prepare: root => {
      mkdirSync(`${root}/a`)
      writeFileSync(`${root}/a/t`, 't')
      symlinkSync('a/t', `${root}/l`)
    },
    verify: root => {
      assert.is(readFileSync(`${root}/a/t`, 'utf8'), 'new')
      assert.ok(lstatSync(`${root}/l`).isSymbolicLink())
    },
  },
  {
    title: 'replaces a link without a target',
    params: { content: 'new', dest: '@/l' },
    expects: 'plan',
    prepare: root => symlinkSync('gone', `${root}/l`),
    verify: root => assert.ok(lstatSync(`${root}/l`).isFile()),
  },
  {
    title: 'never shows a private key',
    params: { content: '-----BEGIN PRIVATE KEY-----\nMIIB\n', dest: '@/key.pem', mode: '0600' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/key.pem`, '-----BEGIN RSA PRIVATE KEY-----\nold\n'),
    verify: (_, { first }) =>
      assert.not.match(JSON.stringify(first.kind === 'plan' && first.changes), /BEGIN/),
  },
  {
    title: 'sets the owner of a whole tree, including existing files, but not of the destination',
    params: { src: 'tree', dest: '@/d', owner: 'daemon', group: 'daemon', local_follow: false },
    expects: 'plan',
    prepare: (root, project) => {
      prepareTree(project)
      mkdirSync(`${root}/d/tree/sub`, { recursive: true })
      writeFileSync(`${root}/d/tree/sub/leaf`, 'leaf')
      symlinkSync('sub/leaf', `${root}/d/tree/link`)
    },
    verify: root =>
      assert.equal(
        ['d', 'd/tree', 'd/tree/sub', 'd/tree/sub/leaf', 'd/tree/link'].map(
          path => lstatSync(`${root}/${path}`).uid,
        ),
        [0, 1, 1, 1, 1],
      ),
  },
  {
    title: 'lists each path of a tree whose owner differs, and no other',
    params: { src: 'tree/', dest: '@/d', owner: 'daemon', local_follow: false },
    expects: 'plan',
    prepare: (root, project) => {
      prepareTree(project)
      mkdirSync(`${root}/d/sub`, { recursive: true })
      writeFileSync(`${root}/d/sub/leaf`, 'leaf')
      chownSync(`${root}/d/sub/leaf`, 1, 0)
      symlinkSync('sub/leaf', `${root}/d/link`)
    },
    verify: (root, { first }) =>
      assert.equal(first.kind === 'plan' && first.changes, [
        {
          resource: `file:${root}/d/link`,
          action: 'update',
          before: { owner: 'root' },
          after: { owner: 'daemon' },
        },
        {
          resource: `file:${root}/d/sub`,
          action: 'update',
          before: { owner: 'root' },
          after: { owner: 'daemon' },
        },
      ]),
  },
  {
    title: 'sets the mode of the directories of a tree, and removes their special bits',
    params: { src: 'tree', dest: '@/', directory_mode: '0750', local_follow: false },
    expects: 'plan',
    prepare: (root, project) => {
      prepareTree(project)
      mkdirSync(`${root}/tree/sub`, { recursive: true })
      chmodSync(`${root}/tree`, 0o2755)
    },
    verify: root =>
      assert.equal(
        ['tree', 'tree/sub'].map(path => lstatSync(`${root}/${path}`).mode & 0o7777),
        [0o750, 0o750],
      ),
  },
  {
    title: 'leaves a tree that matches unchanged',
    params: { src: 'tree', dest: '@/d', owner: 'root', directory_mode: '0755', local_follow: false },
    expects: 'in-sync',
    prepare: (root, project) => {
      prepareTree(project)
      mkdirSync(`${root}/d/tree/sub`, { recursive: true })
      writeFileSync(`${root}/d/tree/sub/leaf`, 'leaf')
      symlinkSync('sub/leaf', `${root}/d/tree/link`)
    },
  },
  {
    title: "returns the fields of Ansible's results for a file",
    params: { content: 'abc', dest: '@/f', mode: '0600', owner: 'daemon' },
    expects: 'plan',
    verify: (root, { first, after }) => {
      const { uid: _, gid: __, owner: ___, group: ____, ...known } = (after ?? first).outputs
      assert.equal(known, {
        ...{ dest: `${root}/f`, path: `${root}/f`, state: 'file', mode: '0600', size: 3 },
        checksum: 'a9993e364706816aba3e25717850c26c9cd0d89d',
        sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      })
      assert.equal([after?.outputs.owner, after?.outputs.group, after?.outputs.gid], ['daemon', 'root', 0])
    },
  },
])

test.run()
