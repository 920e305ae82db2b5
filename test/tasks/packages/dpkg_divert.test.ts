import { test } from 'uvu'
import dpkgDivert from '../../../tasks/packages/dpkg_divert.ts'
import { statesOf } from '../../kit/file-answers.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of dpkg-divert 1.21.

const NOW = 'diversion of /usr/bin/a'
const FILES = 'state of /usr/bin/a /usr/bin/a.distrib'
const UNDIVERTED = '/usr/bin/a\n'
const DIVERTED = 'LOCAL\n/usr/bin/a.distrib\n'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a diversion is added, and the file is kept',
    params: { path: '/usr/bin/a' },
    answers: { [NOW]: UNDIVERTED, [FILES]: statesOf('file', 'none') },
    runs: {
      'add the diversion of /usr/bin/a': "Adding 'local diversion of /usr/bin/a to /usr/bin/a.distrib'\n",
    },
    expects: [
      'create diversion:/usr/bin/a: null -> {"holder":"LOCAL","divert":"/usr/bin/a.distrib"}',
      '$ [add the diversion of /usr/bin/a]',
      `outputs: {"diversion":{"path":"/usr/bin/a","state":"present","holder":"LOCAL","divert":"/usr/bin/a.distrib"},"commands":["dpkg-divert --no-rename --local --divert /usr/bin/a.distrib --add /usr/bin/a"],"messages":["Adding 'local diversion of /usr/bin/a to /usr/bin/a.distrib'"]}`,
    ],
  },
  {
    title: 'a diversion is added, and the file is moved',
    params: { path: '/usr/bin/a', holder: 'branding', rename: true },
    answers: { [NOW]: UNDIVERTED, [FILES]: statesOf('file', 'none') },
    expects: [
      'create diversion:/usr/bin/a: null -> {"holder":"branding","divert":"/usr/bin/a.distrib"}',
      'delete file:/usr/bin/a: {"state":"file"} -> null',
      'create file:/usr/bin/a.distrib: null -> {"state":"file","from":"/usr/bin/a"}',
      '$ [add the diversion of /usr/bin/a]',
      'outputs: {"diversion":{"path":"/usr/bin/a","state":"present","holder":"branding","divert":"/usr/bin/a.distrib"},"commands":["dpkg-divert --rename --package branding --divert /usr/bin/a.distrib --add /usr/bin/a"],"messages":[]}',
    ],
  },
  {
    title: 'a diversion of a missing file is added',
    params: { path: '/usr/bin/a', rename: true },
    answers: { [NOW]: UNDIVERTED, [FILES]: statesOf('none', 'file') },
    expects: [
      'create diversion:/usr/bin/a: null -> {"holder":"LOCAL","divert":"/usr/bin/a.distrib"}',
      '$ [add the diversion of /usr/bin/a]',
      'outputs: {"diversion":{"path":"/usr/bin/a","state":"present","holder":"LOCAL","divert":"/usr/bin/a.distrib"},"commands":["dpkg-divert --rename --local --divert /usr/bin/a.distrib --add /usr/bin/a"],"messages":[]}',
    ],
  },
  {
    title: 'a file at the destination is an error',
    params: { path: '/usr/bin/a', rename: true },
    answers: { [NOW]: UNDIVERTED, [FILES]: statesOf('file', 'file') },
    expects: [
      'error: `/usr/bin/a` cannot be moved to `/usr/bin/a.distrib`, where a file is',
      'hint: move it away in an earlier task, or set `force: true` to replace a file',
    ],
  },
  {
    title: 'with `force`, a file at the destination is replaced',
    params: { path: '/usr/bin/a', rename: true, force: true },
    answers: { [NOW]: UNDIVERTED, [FILES]: statesOf('file', 'file') },
    expects: [
      'create diversion:/usr/bin/a: null -> {"holder":"LOCAL","divert":"/usr/bin/a.distrib"}',
      'delete file:/usr/bin/a: {"state":"file"} -> null',
      'update file:/usr/bin/a.distrib: {"state":"file"} -> {"state":"file","from":"/usr/bin/a"}',
      '$ [add the diversion of /usr/bin/a]',
      'outputs: {"diversion":{"path":"/usr/bin/a","state":"present","holder":"LOCAL","divert":"/usr/bin/a.distrib"},"commands":["dpkg-divert --rename --local --divert /usr/bin/a.distrib --add /usr/bin/a"],"messages":[]}',
    ],
  },
  {
    title: 'a directory at the destination is never replaced',
    params: { path: '/usr/bin/a', rename: true, force: true },
    answers: { [NOW]: UNDIVERTED, [FILES]: statesOf('file', 'directory') },
    expects: [
      'error: `/usr/bin/a` cannot be moved to `/usr/bin/a.distrib`, where a directory is',
      'hint: move it away in an earlier task, or set `force: true` to replace a file',
    ],
  },
  {
    title: 'a diversion that matches is left unchanged',
    params: { path: '/usr/bin/a', rename: true, holder: 'LOCAL' },
    answers: { [NOW]: DIVERTED, [FILES]: statesOf('file', 'file') },
    expects: [
      'in sync: {"diversion":{"path":"/usr/bin/a","state":"present","holder":"LOCAL","divert":"/usr/bin/a.distrib"}}',
    ],
  },
  {
    title: 'the destination of a diversion is changed, and the file is moved',
    params: { path: '/usr/bin/a', divert: '/usr/bin/a.old', rename: true },
    answers: {
      [NOW]: DIVERTED,
      'state of /usr/bin/a /usr/bin/a.old': statesOf('file', 'none'),
      'state of /usr/bin/a.distrib': statesOf('file'),
    },
    expects: [
      'update diversion:/usr/bin/a: {"holder":"LOCAL","divert":"/usr/bin/a.distrib"} -> {"holder":"LOCAL","divert":"/usr/bin/a.old"}',
      'delete file:/usr/bin/a.distrib: {"state":"file"} -> null',
      'create file:/usr/bin/a.old: null -> {"state":"file","from":"/usr/bin/a.distrib"}',
      '$ [add the diversion of /usr/bin/a]',
      'outputs: {"diversion":{"path":"/usr/bin/a","state":"present","holder":"LOCAL","divert":"/usr/bin/a.old"},"commands":["dpkg-divert --no-rename --remove /usr/bin/a","dpkg-divert --no-rename --local --divert /usr/bin/a.old --add /usr/bin/a"],"messages":[]}',
    ],
  },
  {
    title: 'the holder of a diversion is changed',
    params: { path: '/usr/bin/a', holder: 'branding' },
    answers: { [NOW]: DIVERTED, [FILES]: statesOf('file', 'file') },
    expects: [
      'update diversion:/usr/bin/a: {"holder":"LOCAL","divert":"/usr/bin/a.distrib"} -> {"holder":"branding","divert":"/usr/bin/a.distrib"}',
      '$ [add the diversion of /usr/bin/a]',
      'outputs: {"diversion":{"path":"/usr/bin/a","state":"present","holder":"branding","divert":"/usr/bin/a.distrib"},"commands":["dpkg-divert --no-rename --remove /usr/bin/a","dpkg-divert --no-rename --package branding --divert /usr/bin/a.distrib --add /usr/bin/a"],"messages":[]}',
    ],
  },
  {
    title: 'a diversion is removed, and the file moved to its old path',
    params: { path: '/usr/bin/a', state: 'absent', rename: true },
    answers: {
      [NOW]: 'branding\n/usr/bin/a.old\n',
      'state of /usr/bin/a': statesOf('none'),
      'state of /usr/bin/a.old': statesOf('file'),
    },
    expects: [
      'delete diversion:/usr/bin/a: {"holder":"branding","divert":"/usr/bin/a.old"} -> null',
      'delete file:/usr/bin/a.old: {"state":"file"} -> null',
      'create file:/usr/bin/a: null -> {"state":"file","from":"/usr/bin/a.old"}',
      '$ [remove the diversion of /usr/bin/a]',
      'outputs: {"diversion":{"path":"/usr/bin/a","state":"absent","holder":null,"divert":null},"commands":["dpkg-divert --rename --remove /usr/bin/a"],"messages":[]}',
    ],
  },
  {
    title: 'a diversion is removed, and the file is kept',
    params: { path: '/usr/bin/a', state: 'absent' },
    answers: { [NOW]: DIVERTED, 'state of /usr/bin/a': statesOf('none') },
    expects: [
      'delete diversion:/usr/bin/a: {"holder":"LOCAL","divert":"/usr/bin/a.distrib"} -> null',
      '$ [remove the diversion of /usr/bin/a]',
      'outputs: {"diversion":{"path":"/usr/bin/a","state":"absent","holder":null,"divert":null},"commands":["dpkg-divert --no-rename --remove /usr/bin/a"],"messages":[]}',
    ],
  },
  {
    title: 'a missing diversion needs no removal',
    params: { path: '/usr/bin/a', state: 'absent' },
    answers: { [NOW]: UNDIVERTED, 'state of /usr/bin/a': statesOf('none') },
    expects: ['in sync: {"diversion":{"path":"/usr/bin/a","state":"absent","holder":null,"divert":null}}'],
  },
  {
    title: 'a directory is refused',
    params: { path: '/usr/bin/a' },
    answers: { [NOW]: UNDIVERTED, [FILES]: statesOf('directory', 'none') },
    expects: ['error: `/usr/bin/a` is a directory, and dpkg diverts only files'],
  },
  {
    title: 'a host without dpkg is an error',
    params: { path: '/usr/bin/a' },
    answers: { [NOW]: { status: 3 }, [FILES]: statesOf('file', 'none') },
    expects: ['error: the host has no `dpkg-divert`', 'hint: only hosts with dpkg have diversions'],
  },
  {
    title: 'a line break, and a holder that is not a package name, are refused',
    params: { path: '/usr/bin/a\nb', holder: '--local' },
    expects: [
      'refused: path: expected a path without line breaks',
      'refused: holder: expected the name of a package',
    ],
  },
]

taskRows('dpkg_divert', dpkgDivert, ROWS)

test.run()
