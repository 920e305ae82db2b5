import { ARCHIVE, ARCHIVE_IDS } from '../../kit/openpgp-keys.ts'
import type { CoverageRow } from '../row.ts'

/** Makes a package file without files, with dpkg-deb. */
const PACKAGE_FILE = `mkdir -p p/DEBIAN && printf 'Package: %s\\nVersion: 1-1\\nArchitecture: all\\nMaintainer: x <x@x>\\nDescription: x\\n' `
const packageFile = (nth: number): string =>
  `${PACKAGE_FILE} drover-p${nth} >p/DEBIAN/control && dpkg-deb -b p p.deb`

const noApt = { busybox: 'needs the package manager of Debian, which the root does not have' }

/** Wheels of a package in a version, made with Python alone. */
const WHEEL = `mkdir wheels && /usr/bin/python3 -c "
import zipfile
with zipfile.ZipFile('wheels/one-1.0-py3-none-any.whl', 'w') as wheel:
    wheel.writestr('one.py', '')
    wheel.writestr('one-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: one\\nVersion: 1.0\\n')
    wheel.writestr('one-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr('one-1.0.dist-info/RECORD', '')
"`

const FIELDS = `Allow-Insecure: yes
Allow-Weak: yes
By-Hash: yes
Check-Date: no
Check-Valid-Until: no
Components: main
Enabled: no
Include: a
Inrelease-Path: ../InRelease
Languages: en
Pdiffs: no
Suites: a
Targets: Packages
Trusted: yes
URIs: http://drover.invalid/deb
`

/** Task types for packages, their sources and their keys. */
export const PACKAGE_ROWS: readonly CoverageRow[] = [
  {
    type: 'apt',
    title: 'installs a package file',
    params: ({ at }) => ({ deb: `${at}/p.deb` }),
    before: ({ nth }) => packageFile(nth),
    shows: ({ nth }) => [`dpkg-query -W drover-p${nth}`, `drover-p${nth}\t1-1\n`],
    notOn: noApt,
  },
  {
    type: 'package',
    title: 'removes a package with apt',
    params: ({ nth }) => ({ name: `drover-p${nth}`, state: 'absent', use: 'apt' }),
    before: ({ nth }) => `{ ${packageFile(nth)} && dpkg -i p.deb; } >/dev/null; rm -rf /var/lib/apt/lists/*`,
    shows: ({ nth }) => [`dpkg -s drover-p${nth} >/dev/null 2>&1; echo $?`, '1\n'],
    notOn: noApt,
  },
  {
    type: 'apt_key',
    title: 'adds a key to a keyring',
    params: ({ at }) => ({ data: ARCHIVE, keyring: `${at}/ring.asc`, id: ARCHIVE_IDS[0] }),
    shows: () => ['grep -c "BEGIN PGP PUBLIC" ring.asc', '1\n'],
  },
  {
    type: 'apt_repository',
    title: 'adds a line to a file of package sources',
    params: ({ at }) => ({
      repo: `deb [signed-by=/k.asc] http://drover.invalid/deb "$(id)" 'é'`,
      filename: `${at}/x`,
      update_cache: false,
    }),
    before: () => 'echo "# mine" >x.list',
    shows: () => ['cat x.list', `# mine\ndeb [signed-by=/k.asc] http://drover.invalid/deb "$(id)" 'é'\n`],
    notOn: noApt,
  },
  {
    type: 'deb822_repository',
    title: 'writes a file of package sources',
    params: ({ nth }) => ({
      name: `drover é ${nth}`,
      uris: 'http://drover.invalid/deb',
      suites: 'a',
      components: ['main'],
      enabled: false,
      signed_by: '/k.asc',
      ...{ languages: ['en'], targets: ['Packages'], include: ['a'], trusted: true, by_hash: true },
      ...{
        allow_insecure: true,
        allow_weak: true,
        check_date: false,
        check_valid_until: false,
        pdiffs: false,
      },
      inrelease_path: '../InRelease',
    }),
    before: () => 'mkdir -p /etc/apt/sources.list.d /etc/apt/keyrings',
    shows: () => [
      `cd /etc/apt/sources.list.d && grep -v '^\\(X-Repolib-Name\\|Types\\|Signed-By\\)' drover*.sources | sort`,
      FIELDS,
    ],
  },
  {
    type: 'debconf',
    title: 'sets the answer to a question',
    params: ({ nth }) => ({
      name: `drover${nth}`,
      question: `drover${nth}/zone`,
      vtype: 'string',
      value: `it's "é" $(id)`,
    }),
    shows: ({ nth }) => [
      `echo get drover${nth}/zone | DEBIAN_FRONTEND=noninteractive debconf-communicate drover${nth}`,
      `0 it's "é" $(id)\n`,
    ],
    notOn: noApt,
  },
  {
    type: 'dpkg_divert',
    title: 'diverts a file and renames it',
    params: ({ at }) => ({ path: `${at}/f`, divert: `${at}/f "é"`, rename: true }),
    before: () => 'echo x >f',
    shows: () => ['cat f*', 'x\n'],
    notOn: noApt,
  },
  {
    type: 'dpkg_selections',
    title: 'sets the selection of a package to `hold`',
    params: ({ nth }) => ({ name: nth === 1 ? 'dash' : 'bash', selection: 'hold' }),
    shows: () => ['dpkg --get-selections dash | tr -s "\\t" " "', 'dash hold\n'],
    notOn: noApt,
  },
  {
    type: 'npm',
    title: 'installs the dependencies of a project',
    params: ({ at }) => ({ path: `${at}/app` }),
    before: () =>
      `mkdir a app && echo '{"name":"aa","version":"1.2.3"}' >a/package.json && echo '{"name":"app","version":"1.0.0","dependencies":{"aa":"file:../a"}}' >app/package.json`,
    shows: () => ['grep -c 1.2.3 app/node_modules/aa/package.json', '1\n'],
    notOn: { busybox: 'needs npm, which busybox does not have' },
  },
  {
    type: 'package_facts',
    title: 'lists installed packages',
    params: () => ({ manager: 'auto' }),
    expects: 'in-sync',
    single: 'has no second item',
    notOn: { busybox: 'has no package manager, so that the task type fails' },
  },
  {
    type: 'pip',
    title: 'installs a package from a wheel',
    params: () => ({ name: 'one', executable: '/usr/bin/pip3', extra_args: '--break-system-packages' }),
    environment: { PIP_FIND_LINKS: '/srv/plain1/wheels', PIP_NO_INDEX: '1', PIP_CONFIG_FILE: '/dev/null' },
    before: ({ plain }) => `cd ${plain} && ${WHEEL}`,
    shows: () => ['ls -d /usr/local/lib/python*/dist-packages/one.py | wc -l', '1\n'],
    single: 'its packages are one list, which pip is asked for once',
    notOn: { busybox: 'needs Python, which busybox does not have' },
  },
  {
    type: 'release',
    title: 'installs a program of a release and writes its receipt',
    params: ({ at }) => ({
      ...{
        name: 'app',
        version: '1.0',
        url: `file:///srv/plain1/release`,
        checksums: 'SUMS',
        receipts: `${at}/receipts`,
      },
      programs: [{ path: `${at}/bin/app "é"`, file: 'app_{version}' }],
    }),
    before: () =>
      'mkdir -p bin /srv/plain1/release && cd /srv/plain1/release && echo program >app_1.0 && sha256sum app_1.0 >SUMS',
    shows: () => [`cat 'bin/app "é"'; stat -c %a 'bin/app "é"'`, 'program\n755\n'],
    notOn: {
      busybox:
        'the wget of busybox cannot read `file:` URLs, which this row uses; `release.contract.test.ts` tests downloads by HTTP',
    },
  },
  {
    type: 'rpm_key',
    title: 'imports a key into the database of rpm',
    params: ({ at }) => ({ key: `${at}/key "é"`, fingerprint: ARCHIVE_IDS[0] }),
    before: () =>
      `cat >'key "é"' <<'END'\n${ARCHIVE}END\nmkdir -p /root/rpm && echo "%_dbpath /root/rpm" >/root/.rpmmacros && rpm --initdb`,
    shows: () => ['rpm -qa gpg-pubkey', /^gpg-pubkey-a98a30c6-/],
    busy: [/\/root\/rpm(\/rpmdb.sqlite-(shm|wal))? /, 'rpm opens its database for writing even for queries'],
    single: 'one query to rpm lists all keys',
    notOn: { busybox: 'needs an rpm that can import keys; the rpm of busybox can only unpack packages' },
  },
  {
    type: 'yum_repository',
    title: 'adds a repository to a file that has another one',
    params: ({ at, nth }) => ({
      name: `drover${nth}`,
      description: `it's "é" $(id)`,
      baseurl: 'http://drover.invalid/$basearch',
      file: 'f',
      reposdir: at,
      gpgcheck: true,
    }),
    before: () => 'printf "[other]\\nname = other\\nbaseurl = http://x\\n" >f.repo',
    shows: () => [
      'grep -c "^\\[" f.repo; grep ^name f.repo',
      /^2\nname = (other|it's "é" \$\(id\))\nname = (other|it's "é" \$\(id\))\n$/,
    ],
  },
]
