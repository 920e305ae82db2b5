import { test } from 'uvu'
import synchronize from '../../../tasks/files/synchronize.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { statesOf } from '../../kit/file-answers.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const FILE = { files: { site: 'hello\n' } }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a file is pushed with its own mode and owner',
    params: { src: 'site', dest: '/srv/site', rsync_opts: ['--chmod=D0755,F0600', '--chown=web:www', '-v'] },
    ...FILE,
    answers: { 'state of /srv/site /srv/site/site': statesOf('none', 'none') },
    expects: [
      'create file:/srv/site: null -> {"state":"file","mode":"0600","owner":"web","group":"www","size":6,"sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"}',
      'write /srv/site 0600 web www: (a file)',
      'outputs: {"dest":"/srv/site","path":"/srv/site","state":"file","mode":"0600","owner":"web","group":"www","size":6,"sha256":"5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03","src":"site"}',
    ],
  },
  {
    title: 'a missing source is an error',
    params: { src: '/srv/site', dest: 'x', mode: 'pull' },
    answers: capturedFile('/srv/site', null),
    expects: ['error: `/srv/site` does not exist on node1'],
  },
  ...['./../x', './link/x'].map(
    (listed): TaskRow => ({
      title: `a host that lists ${listed} as a path is an error`,
      params: { src: '/srv/site', dest: '/nowhere', mode: 'pull' },
      answers: {
        // A line without a digest.
        'state of /srv/site': `${statesOf('directory')}\0`,
        'paths below /srv/site': `${listed}\0`,
        ...capturedFile(`/srv/site/${listed.slice(2)}`, 'x'),
      },
      expects: [`error: the host lists \`${listed.slice(2)}\`, which is not in a directory of its own`],
    }),
  ),
  {
    title: 'options that only rsync has are refused',
    params: {
      src: 'site',
      dest: '/srv',
      times: true,
      owner: true,
      group: true,
      recursive: false,
      rsync_opts: '--bwlimit=5',
    },
    expects: [
      'refused: times: cannot be true: files are compared by their content, and times are not copied',
      'refused: owner: cannot be true: set the owner with `--chown` in `rsync_opts`',
      'refused: group: cannot be true: set the group with `--chown` in `rsync_opts`',
      'refused: recursive: cannot be false: directories are copied as a whole',
      'refused: rsync_opts: `--bwlimit=5` is not supported: expected `--exclude`, `--chmod` or `--chown`, since no rsync is run',
    ],
  },
  {
    title: 'an invalid value of an option is refused',
    params: { src: 'site', dest: '/srv', rsync_opts: ['--chmod=u=rwx,0644'] },
    expects: ['refused: rsync_opts: `u=rwx,0644` is not supported: expected modes such as `D0755,F0644`'],
  },
  {
    title: 'an option without its value is refused',
    params: { src: 'a', dest: '/b', rsync_opts: '--exclude' },
    expects: ['refused: rsync_opts: `--exclude` has no value'],
  },
  {
    title: 'options that cannot be used for pulling are refused',
    params: { src: 'a', dest: 'b', mode: 'pull', delete: true, copy_links: true, rsync_opts: '--chown=a' },
    expects: [
      'refused: src: expected an absolute path on the host',
      'refused: delete: is not for `mode: pull`: nothing is deleted on the controller',
      'refused: copy_links: is not for `mode: pull`',
      'refused: rsync_opts: `--chown` is not for `mode: pull`',
    ],
  },
  {
    title: 'a path on an rsync server is refused',
    params: { src: 'rsync://a/b', dest: 'b' },
    expects: ['refused: src: expected a path', 'refused: dest: expected an absolute path on the host'],
  },
]

taskRows('synchronize', synchronize, ROWS)

test.run()
