import { test } from 'uvu'
import yumRepository from '../../../tasks/packages/yum_repository.ts'
import { capturedDirectory, capturedFile } from '../../kit/captured-files.ts'
import { effectRows } from '../../kit/effect-rows.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const FILE = '/etc/yum.repos.d/epel.repo'
const EPEL = { name: 'epel', description: 'EPEL', baseurl: 'https://example.com/$releasever' }
const DIRECTORY = capturedDirectory('/etc/yum.repos.d')
const RIGHT = '[epel]\nbaseurl = https://example.com/$releasever\nname = EPEL\n\n'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a repository is added with settings of all types',
    params: {
      ...EPEL,
      baseurl: ['https://a/', 'https://b/'],
      gpgkey: 'https://a/key,https://b/key',
      exclude: ['kernel*', 'x'],
      includepkgs: 'y, z',
      gpgcheck: 'yes',
      enabled: false,
      async: true,
      ip_resolve: 4,
      keepcache: 0,
      priority: 10,
      sslverify: true,
      mode: '0600',
      owner: 'root',
    },
    answers: { ...DIRECTORY, ...capturedFile(FILE, null) },
    expects: [
      'create file:/etc/yum.repos.d/epel.repo: null -> {"state":"file","mode":"0600","owner":"root","size":221,"sha256":"25749eb1568ebd234bf39ec3e7368c247a3d28ada78aaab8950d8047f5ae333a"}',
      'write /etc/yum.repos.d/epel.repo 0600 root: (a file)',
      'outputs: {"repo":"epel","state":"present","dest":"/etc/yum.repos.d/epel.repo"}',
    ],
  },
  {
    title: 'a setting that differs is changed, and comments are kept',
    params: { ...EPEL, timeout: '5' },
    answers: { ...DIRECTORY, ...capturedFile(FILE, `# mine\n${RIGHT}[other]\nname=x\n`) },
    expects: [
      'update file:/etc/yum.repos.d/epel.repo: {"size":84,"sha256":"69cdc838c00cac1f0b2ee12a725e41c0aa71623edaa5e8101a4efcd7855d7e04"} -> {"size":96,"sha256":"9a3af0dae34ba0280fe56aa816636e61cf556641b8faf65ebe447382b16c04e3"}',
      'write /etc/yum.repos.d/epel.repo 0644 0 0: (a file)',
      'outputs: {"repo":"epel","state":"present","dest":"/etc/yum.repos.d/epel.repo"}',
    ],
  },
  {
    title: 'a password is in no diff',
    params: { ...EPEL, username: 'u', password: 'hunter22' },
    isCheckMode: true,
    answers: { ...DIRECTORY, ...capturedFile(FILE, RIGHT) },
    expects: [
      'update file:/etc/yum.repos.d/epel.repo: {"size":62,"sha256":"5098834a22c19aa794671dc9d72e2e15c2a019c80ae135878675db459ba4f0a7"} -> {"size":95,"sha256":"3f230972b417ce59dd6a560f840c44af1f760e19e16fde8dacf688453c560d1a"}',
    ],
  },
  {
    title: 'a repository that matches is in sync',
    params: EPEL,
    answers: { ...DIRECTORY, ...capturedFile(FILE, RIGHT) },
    expects: ['in sync: {"repo":"epel","state":"present","dest":"/etc/yum.repos.d/epel.repo"}'],
  },
  {
    title: 'only a mode that differs is changed',
    params: { ...EPEL, mode: '0600' },
    answers: { ...DIRECTORY, ...capturedFile(FILE, RIGHT) },
    expects: [
      'update file:/etc/yum.repos.d/epel.repo: {"mode":"0644"} -> {"mode":"0600"}',
      '$ (d_enter /etc/yum.repos.d && d_pin epel.repo && d_run_pinned chmod -- 00600 "$d_pinned")',
      'outputs: {"repo":"epel","state":"present","dest":"/etc/yum.repos.d/epel.repo"}',
    ],
  },
  {
    title: 'a file is deleted with its last repository',
    params: { name: 'epel', state: 'absent' },
    answers: { ...DIRECTORY, ...capturedFile(FILE, RIGHT) },
    expects: [
      'delete file:/etc/yum.repos.d/epel.repo: {"state":"file"} -> null',
      '$ [remove /etc/yum.repos.d/epel.repo]',
      'outputs: {"repo":"epel","state":"absent","dest":"/etc/yum.repos.d/epel.repo"}',
    ],
  },
  {
    title: 'a repository is removed from a file of another name',
    params: { name: 'epel', state: 'absent', file: 'all', reposdir: '/r' },
    answers: { ...capturedDirectory('/r'), ...capturedFile('/r/all.repo', `[b]\nx=1\n\n${RIGHT}`) },
    expects: [
      'update file:/r/all.repo: {"size":71,"sha256":"18a23cec50e57604dbf11647c1da16cc2280064547cd6d16d7962e30e1b3dde4"} -> {"size":9,"sha256":"ea4154a8dd6bbd39473aae401dd1278ec1c7f38f8494b47c5ea8e12afd149e2c"}',
      'write /r/all.repo 0644 0 0: (a file)',
      'outputs: {"repo":"epel","state":"absent","dest":"/r/all.repo"}',
    ],
  },
  {
    title: 'a missing repository needs no removal',
    params: { name: 'epel', state: 'absent' },
    answers: { ...DIRECTORY, ...capturedFile(FILE, null) },
    expects: ['in sync: {"repo":"epel","state":"absent","dest":"/etc/yum.repos.d/epel.repo"}'],
  },
  {
    title: 'a host without yum is an error',
    params: EPEL,
    answers: { 'state of /etc/yum.repos.d': '\0' },
    expects: [
      'error: the host has no directory `/etc/yum.repos.d`',
      'hint: install dnf or yum in an earlier task, or set `reposdir`',
    ],
  },
  {
    title: 'a missing URL and description are refused',
    params: { name: 'epel' },
    expects: [
      'refused: description: expected the name of the repository for people',
      'refused: baseurl: expected `baseurl`, `metalink` or `mirrorlist`',
    ],
  },
  {
    title: 'invalid names, and values with line breaks, are refused',
    params: { ...EPEL, name: 'a]b', file: '../x', proxy: 'a\nb', exclude: ['a\nb'] },
    expects: [
      'refused: name: expected an ID of letters, digits and `_ . : -`',
      'refused: file: expected the name of a file, without a path',
      'refused: exclude.0: expected one line',
      'refused: proxy: expected one line',
    ],
  },
]

taskRows('yum_repository', yumRepository, ROWS)

effectRows(
  'yum_repository',
  yumRepository,
  { params: EPEL, answers: { ...DIRECTORY, ...capturedFile(FILE, null) } },
  [
    { params: { bandwidth: '1M' }, shows: ['bandwidth=1M'] },
    { params: { cost: '500' }, shows: ['cost=500'] },
    { params: { deltarpm_metadata_percentage: '90' }, shows: ['deltarpm_metadata_percentage=90'] },
    { params: { deltarpm_percentage: '75' }, shows: ['deltarpm_percentage=75'] },
    { params: { enablegroups: false }, shows: ['enablegroups=0'] },
    { params: { failovermethod: 'priority' }, shows: ['failovermethod=priority'] },
    { params: { gpgcakey: 'https://a/ca.asc' }, shows: ['gpgcakey=https://a/ca.asc'] },
    { params: { http_caching: 'packages' }, shows: ['http_caching=packages'] },
    { params: { include: '/etc/more.inc' }, shows: ['include=/etc/more.inc'] },
    { params: { keepalive: true }, shows: ['keepalive=1'] },
    { params: { metadata_expire: '21600' }, shows: ['metadata_expire=21600'] },
    {
      params: { metadata_expire_filter: 'read-only:past' },
      shows: ['metadata_expire_filter=read-only:past'],
    },
    { params: { metalink: 'https://a/metalink' }, shows: ['metalink=https://a/metalink'] },
    { params: { mirrorlist_expire: '7200' }, shows: ['mirrorlist_expire=7200'] },
    { params: { module_hotfixes: true }, shows: ['module_hotfixes=1'] },
    { params: { protect: true }, shows: ['protect=1'] },
    { params: { proxy_password: 'hunter22' }, shows: ['proxy_password=hunter22'] },
    { params: { proxy_username: 'deploy' }, shows: ['proxy_username=deploy'] },
    { params: { repo_gpgcheck: true }, shows: ['repo_gpgcheck=1'] },
    { params: { retries: '3' }, shows: ['retries=3'] },
    { params: { s3_enabled: true }, shows: ['s3_enabled=1'] },
    { params: { skip_if_unavailable: true }, shows: ['skip_if_unavailable=1'] },
    { params: { ssl_check_cert_permissions: true }, shows: ['ssl_check_cert_permissions=1'] },
    { params: { sslcacert: '/ca.pem' }, shows: ['sslcacert=/ca.pem'] },
    { params: { sslclientcert: '/c.pem' }, shows: ['sslclientcert=/c.pem'] },
    { params: { sslclientkey: '/k.pem' }, shows: ['sslclientkey=/k.pem'] },
    { params: { throttle: '50%' }, shows: ['throttle=50%'] },
    {
      params: { ui_repoid_vars: 'releasever basearch' },
      shows: ['ui_repoid_vars=releasever', 'basearch'],
    },
  ],
)

test.run()
