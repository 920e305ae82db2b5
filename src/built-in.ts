/** Everything that the built-in task types import in addition to `drover/task`; it may change at any time. */
export { readSpec } from './argument-specs/read-spec.ts'
export { argumentErrors } from './argument-specs/validate.ts'
export { assertDefined } from './base/assert-defined.ts'
export { parseSize } from './base/bytes.ts'
export { parseFlag } from './base/flag.ts'
export { escapeGlob } from './base/glob.ts'
export { omitUndefined } from './base/omit-undefined.ts'
export { compileRegex } from './base/python-regex.ts'
export { withinTime } from './base/time-limit.ts'
export { closedWords, splitWords } from './base/words.ts'
export { conditionFault } from './evaluation/truth.ts'
export { isJobId, jobState, removeJob } from './remote/jobs/job.ts'
export { groupId, usersOfGroup } from './remote/probes/account.ts'
export { bootId } from './remote/probes/boot.ts'
export { type Condition, conditionHolds } from './remote/probes/condition.ts'
export { attributeFlags, mimeType } from './remote/probes/describe.ts'
export { type EtcdMember, type EtcdStatus, etcdView, NO_VIEW } from './remote/probes/etcd/cluster.ts'
export { etcdData } from './remote/probes/etcd/data.ts'
export { etcdHealth, etcdWithoutCertificate } from './remote/probes/etcd/health.ts'
export { tarOfFile } from './remote/probes/files/archive.ts'
export { DIGEST_ALGORITHMS, type DigestAlgorithm, shellDigest } from './remote/probes/files/digest.ts'
export { fileStates } from './remote/probes/files/file.ts'
export { plainPath } from './remote/probes/files/files.ts'
export { pathsBelow } from './remote/probes/files/listing.ts'
export { fileContents } from './remote/probes/files/read.ts'
export { realPath } from './remote/probes/files/real-path.ts'
export { aptArchives, aptListsAge } from './remote/probes/packages/apt.ts'
export { installedPackages, LISTED_MANAGERS, type ListedManager } from './remote/probes/packages/installed.ts'
export { type RpmKey, rpmKeys } from './remote/probes/packages/rpm-keys.ts'
export { rpmGroups, rpmStates, rpmUpdates } from './remote/probes/packages/rpms.ts'
export { allServices } from './remote/probes/services.ts'
export { changedSince, NO_UNIT, type UnitScope, unitFilesChanged } from './remote/probes/unit.ts'
export { exportVariables } from './shell/export-variables.ts'
export { printedFields } from './shell/printed-fields.ts'
export { joinShell, quote } from './shell/quote.ts'
export { requireProgram } from './shell/require-program.ts'
export { withOutput } from './shell/show-output.ts'
export { absolutePath } from './task-lib/absolute-path.ts'
export { wantedUser } from './task-lib/accounts/compare-user.ts'
export { homeScript } from './task-lib/accounts/home.ts'
export { HTPASSWD_SCHEMES, withoutUser, withUser } from './task-lib/accounts/htpasswd.ts'
export { planChangedUser } from './task-lib/accounts/plan-changed-user.ts'
export { planDeletedUser } from './task-lib/accounts/plan-deleted-user.ts'
export { planNewUser } from './task-lib/accounts/plan-new-user.ts'
export { makeSshKey } from './task-lib/accounts/ssh-key.ts'
export { userParams } from './task-lib/accounts/user-params.ts'
export { notLocal } from './task-lib/accounts/user-plan.ts'
export { alternativesGroup, alternativesResource } from './task-lib/alternatives/group.ts'
export { alternativesParams } from './task-lib/alternatives/params.ts'
export { type AlternativesPlan, planAlternative } from './task-lib/alternatives/plan-alternative.ts'
export { groupChange, predictGroup } from './task-lib/alternatives/predict-group.ts'
export { refuseUnsafe } from './task-lib/archives/entries.ts'
export { type Extraction, extractScript } from './task-lib/archives/extract.ts'
export { type ArchiveSource, inspectArchive } from './task-lib/archives/inspect.ts'
export { archiveMembers, type Members } from './task-lib/archives/members.ts'
export { readTarOptions, TAR_OPTIONS } from './task-lib/archives/options.ts'
export { isPackedAlready, PACK_FORMATS, type Pack, packContent } from './task-lib/archives/pack.ts'
export { type ExtractionPlan, maxSizeOf, planExtraction } from './task-lib/archives/plan-extraction.ts'
export {
  commandOutputs,
  commandParams,
  createdBy,
  guardedBy,
  inPlace,
  leftOut,
  runCommand,
  runProgram,
  shownCommand,
  spanOf,
} from './task-lib/commands.ts'
export { cronParams } from './task-lib/cron/params.ts'
export { planCronFile } from './task-lib/cron/plan-cron-file.ts'
export { planCrontab } from './task-lib/cron/plan-crontab.ts'
export { crontabResource, installCrontab } from './task-lib/cron/user-crontab.ts'
export { differs } from './task-lib/difference.ts'
export { parseChecksum, type WantedChecksum } from './task-lib/downloads/checksum.ts'
export { type Download, type DownloadTool, downloadScript, shownUrl } from './task-lib/downloads/download.ts'
export {
  downloaderOf,
  expectedChecksum,
  requestedDownload,
  settledChecksum,
} from './task-lib/downloads/expected-checksum.ts'
export { fetchSmallFile, verifiedDownload } from './task-lib/downloads/fetch.ts'
export { withDownload } from './task-lib/downloads/on-controller.ts'
export {
  type DownloadPlan,
  type GetUrlPlan,
  planDownload,
  planKeptFile,
} from './task-lib/downloads/plan-download.ts'
export { urlName } from './task-lib/downloads/url-name.ts'
export { freeName } from './task-lib/etcd/free-name.ts'
export {
  awaitHealth,
  etcdClientParams,
  etcdTimeoutParam,
  etcdUnitParam,
  refuseDead,
} from './task-lib/etcd/health.ts'
export { bracketed, clusterId, memberId, peerUrl } from './task-lib/etcd/ids.ts'
export { awaitSpare, type Membership, removeMember, runEtcdctl, showMember } from './task-lib/etcd/members.ts'
export { canSpare, quorumOf } from './task-lib/etcd/quorum.ts'
export { confirmationFor, restorationOf } from './task-lib/etcd/restoration.ts'
export { decide, isRefusal } from './task-lib/etcd/roles/roles.ts'
export { etcdDataParams, flagOf, walDirectoryOf } from './task-lib/etcd/settings.ts'
export { readSnapshot } from './task-lib/etcd/snapshot-file.ts'
export type { Survey } from './task-lib/etcd/survey.ts'
export { minorOf } from './task-lib/etcd/version.ts'
export {
  attributeParams,
  attributesIn,
  compareAttributes,
  fileParams,
  knownAttributes,
  setAttributes,
  UNSUPPORTED_SECURITY,
} from './task-lib/files/attributes.ts'
export { contentOf, digestHex, digestOf, type FileContent } from './task-lib/files/content.ts'
export {
  type CheckedCopy,
  placeOfCopy,
  planCopiedTree,
  wantedCopy,
  withParents,
} from './task-lib/files/copies.ts'
export { describeState, KIND_NAMES } from './task-lib/files/describe-state.ts'
export { planEditedFile, putEditedFile, refuseRestless } from './task-lib/files/edit-file.ts'
export { type EditedFile, planEdited, readEdited } from './task-lib/files/edited-file.ts'
export {
  contentOfHost,
  contentOfLocal,
  namesInDirectory,
  treeOfHost,
  treeOfProject,
} from './task-lib/files/entries.ts'
export { existingPath } from './task-lib/files/existing-path.ts'
export { explainFiles } from './task-lib/files/explain-files.ts'
export { isTime, pinnedTimes, planTimes, timesOf } from './task-lib/files/file-times.ts'
export { planHardLink, planLink } from './task-lib/files/links.ts'
export { ensuredDirectory } from './task-lib/files/missing-parents.ts'
export { resolveMode } from './task-lib/files/mode.ts'
export {
  type CheckedPath,
  pathOf,
  pathOutputs,
  planPathAttributes,
  throughLink,
} from './task-lib/files/path-attributes.ts'
export { type PathPlan, pathScript } from './task-lib/files/path-scripts.ts'
export { type FilePlan, fileOptionsIn, planFile } from './task-lib/files/plan-file.ts'
export { isProtected, lexical } from './task-lib/files/protected-paths.ts'
export { putFile, putFilesTogether, setSecurity } from './task-lib/files/put-file.ts'
export { putTree } from './task-lib/files/put-tree.ts'
export { digestOfLocal, receiveFile } from './task-lib/files/receive-file.ts'
export { regexParam } from './task-lib/files/regex-param.ts'
export { fileRemoval, removeFiles } from './task-lib/files/remove-files.ts'
export { securityOf } from './task-lib/files/security.ts'
export { makeParents, parentOf, privateFolder, temporaryFolder } from './task-lib/files/staging.ts'
export { compareTree } from './task-lib/files/tree-attributes.ts'
export { backupParam, followParam, validateParam } from './task-lib/files/write-params.ts'
export { describeFound } from './task-lib/find/describe-found.ts'
export { findParams } from './task-lib/find/params.ts'
export { searchDirectory } from './task-lib/find/search-directory.ts'
export { changeRule } from './task-lib/firewalls/firewalld-change.ts'
export { type FirewalldParams, firewalldParams } from './task-lib/firewalls/firewalld-params.ts'
export {
  isFirewalldRunning,
  presenceInMissingZone,
  rulePresence,
} from './task-lib/firewalls/firewalld-presence.ts'
export {
  type FirewalldTable,
  isWantedPresent,
  ruleResource,
  ruleTitle,
  tablesFor,
} from './task-lib/firewalls/firewalld-rule.ts'
export { type IptablesParams, iptablesParams } from './task-lib/firewalls/iptables-params.ts'
export { iptablesWords } from './task-lib/firewalls/iptables-rule.ts'
export { type Chain, iptablesResource } from './task-lib/firewalls/iptables-state.ts'
export { iptablesSteps } from './task-lib/firewalls/iptables-steps.ts'
export type { UfwStep } from './task-lib/firewalls/ufw-command.ts'
export { type UfwParams, ufwParams } from './task-lib/firewalls/ufw-params.ts'
export { ufwRuleResource, ufwRuleStep } from './task-lib/firewalls/ufw-rule-step.ts'
export { refuseRule } from './task-lib/firewalls/ufw-rules.ts'
export {
  ufwLoggingStep,
  ufwPolicyDirection,
  ufwPolicyStep,
  ufwStateStep,
} from './task-lib/firewalls/ufw-setting-steps.ts'
export { type UfwSettings, ufwResource, ufwSettings } from './task-lib/firewalls/ufw-settings.ts'
export { archiveFormat, writeArchive } from './task-lib/git/archive.ts'
export { bringRepository } from './task-lib/git/bring.ts'
export { mayChangeRepository } from './task-lib/git/git-plan.ts'
export { planClone, remoteCommit } from './task-lib/git/plan-clone.ts'
export { planUpdate } from './task-lib/git/plan-update.ts'
export { addressFault } from './task-lib/git/repo-address.ts'
export { requestOf } from './task-lib/git/request.ts'
export { seeRepository } from './task-lib/git/see-repository.ts'
export { versionFault } from './task-lib/git/version.ts'
export { curlCommand, curlSettings, isReading } from './task-lib/http/curl-request.ts'
export { responseOutputs } from './task-lib/http/curl-response.ts'
export { type UriParams, uriParams } from './task-lib/http/uri-params.ts'
export { groupAddition, hostAddition } from './task-lib/inventory-additions.ts'
export { jobFields, jobResult, NO_JOB } from './task-lib/jobs.ts'
export { KNOWN_AFTER_APPLY } from './task-lib/known-after-apply.ts'
export { mayChangeFiles, mayChangeIn } from './task-lib/may-change.ts'
export { type MountAction, mountAction } from './task-lib/mounts/mount-action.ts'
export { mountScript } from './task-lib/mounts/mount-script.ts'
export { type Mount, mountResource, mountsAt } from './task-lib/mounts/mounted.ts'
export { type MountParams, mountParams } from './task-lib/mounts/params.ts'
export { mountOptions, planFstab, shownMountOptions } from './task-lib/mounts/wanted-entry.ts'
export { askUsers, UNKNOWN_SERVER, userResource } from './task-lib/mysql/account.ts'
export { runMysql } from './task-lib/mysql/client.ts'
export type { MysqlCredentials } from './task-lib/mysql/credentials.ts'
export { askMysqlDatabase, dumpMysql, importMysql } from './task-lib/mysql/database.ts'
export { mysqlFailure, refuseMysql } from './task-lib/mysql/failure.ts'
export {
  MYSQL_LOGIN_ALIASES,
  type MysqlConnection,
  mysqlConnection,
  mysqlLoginParams,
  mysqlResource,
} from './task-lib/mysql/login.ts'
export { type MysqlResult, mysqlQueryScript, mysqlValue } from './task-lib/mysql/query.ts'
export { mysqlIdentifier, mysqlLiteral, mysqlName } from './task-lib/mysql/quote.ts'
export { userChange } from './task-lib/mysql/user-change.ts'
export { type MysqlUserParams, mysqlUserParams, wantedMysqlUser } from './task-lib/mysql/user-params.ts'
export {
  accountDifference,
  isAccountRight,
  newAccount,
  type UserPlan,
  updateMessage,
} from './task-lib/mysql/user-plan.ts'
export { userStatements } from './task-lib/mysql/user-statements.ts'
export { notBoth } from './task-lib/not-both.ts'
export { sessionStatements, userStatements } from './task-lib/mysql/user-statements.ts'
export { APT_LISTS, runApt, withoutStarts } from './task-lib/packages/apt-get.ts'
export { aptKeyrings, KEYRING_PARTS, MAIN_KEYRING, wantedKeyring } from './task-lib/packages/apt-keyrings.ts'
export { aptOptions, removalVerb, removalWords, upgradeWords } from './task-lib/packages/apt-options.ts'
export { debAspect, packageAspects } from './task-lib/packages/apt-packages.ts'
export {
  type AptAspect,
  type AptPlan,
  mergeAptPlans,
  NO_ASPECT,
  NO_STEPS,
} from './task-lib/packages/apt-plan.ts'
export { packageChange, simulateApt } from './task-lib/packages/apt-simulation.ts'
export { bareName, isPackageSpec, wishesOf } from './task-lib/packages/apt-wishes.ts'
export { type Deb822Params, deb822Params } from './task-lib/packages/deb822-params.ts'
export { APT_KEYRINGS, deb822Places } from './task-lib/packages/deb822-places.ts'
export { refuseDowngrade, runDnf } from './task-lib/packages/dnf-commands.ts'
export {
  DNF_METADATA,
  groupStep,
  NEWEST_VERSION,
  packageStep,
  unneededPackages,
} from './task-lib/packages/dnf-steps.ts'
export { givenKeys, isGiven } from './task-lib/packages/given-keys.ts'
export { npmScript } from './task-lib/packages/npm-packages.ts'
export { npmParams, npmSpec, npmWish } from './task-lib/packages/npm-params.ts'
export { npmPlace } from './task-lib/packages/npm-place.ts'
export { cleanInstall, type NpmStep, npmInstallation, npmRemoval } from './task-lib/packages/npm-steps.ts'
export {
  installScript,
  pipScript,
  uninstallScript,
  virtualenvScript,
} from './task-lib/packages/pip-commands.ts'
export {
  hasRequirements,
  hasRequirementsAfterRun,
  installedRequirements,
} from './task-lib/packages/pip-installed.ts'
export { type PipParams, pipParams } from './task-lib/packages/pip-params.ts'
export { type PipPlace, pipPlace, virtualenvPath } from './task-lib/packages/pip-place.ts'
export { requirementTitles } from './task-lib/packages/pip-requirements.ts'
export { fetcherFor, fetchFiles } from './task-lib/packages/release-files.ts'
export { installPrograms } from './task-lib/packages/release-install.ts'
export {
  type ReleaseProgram,
  readReceipt,
  receiptTitle,
  writeReceipt,
} from './task-lib/packages/release-receipt.ts'
export { repoSettings, yumSettings } from './task-lib/packages/yum-settings.ts'
export { type AuthorityChange, authorityChange, CFSSL_LASTS } from './task-lib/pki/authority-change.ts'
export {
  authorityPrefix,
  certificateChange,
  certificateInputs,
  profileOf,
} from './task-lib/pki/certificate-change.ts'
export { certificateOutputs } from './task-lib/pki/certificate-outputs.ts'
export { howFarOff, refuseWrongClock } from './task-lib/pki/clock.ts'
export {
  commonName,
  commonNameOf,
  pkiName,
  readProfile,
  readRequest,
  requestParams,
  usagesParam,
} from './task-lib/pki/documents.ts'
export { duration, milliseconds } from './task-lib/pki/duration.ts'
export {
  certificatePrefix,
  closeKey,
  documentChange,
  issuedFiles,
  makeDirectory,
  mayIssue,
  openKeyChange,
  type PkiFiles,
  readPki,
  runCfssl,
  unissued,
  writeIssued,
} from './task-lib/pki/files.ts'
export { issueAuthority, issueCertificate } from './task-lib/pki/forge.ts'
export { armored, type KeyBlock, keysIn } from './task-lib/pki/openpgp.ts'
export { isIssuedBy, keyMatches, viewCertificate } from './task-lib/pki/view.ts'
export { wantedRoleFields, wrongRoleFields } from './task-lib/postgresql/compare-role.ts'
export {
  askObject as askPostgresObject,
  type PostgresDatabase,
  type PostgresObject,
  postgresDatabase,
} from './task-lib/postgresql/database.ts'
export {
  isOfDump,
  type PostgresDatabaseParams,
  postgresDatabaseParams,
} from './task-lib/postgresql/database-params.ts'
export { databaseSteps } from './task-lib/postgresql/database-steps.ts'
export { dumpPostgres, restorePostgres } from './task-lib/postgresql/dump.ts'
export { postgresFailure, refusePostgres } from './task-lib/postgresql/failure.ts'
export {
  POSTGRES_LOGIN_ALIASES,
  type PostgresConnection,
  postgresConnection,
  postgresLoginParams,
  postgresResource,
} from './task-lib/postgresql/login.ts'
export { missingRoles, refuseMissingObjects } from './task-lib/postgresql/missing.ts'
export { postgresVerifier } from './task-lib/postgresql/password.ts'
export { type PrivilegeParams, privilegeParams } from './task-lib/postgresql/privilege-params.ts'
export {
  type GrantDifference,
  grantDifferences,
  grantStatements,
} from './task-lib/postgresql/privilege-plan.ts'
export type { FoundGrants } from './task-lib/postgresql/privilege-questions.ts'
export { askPostgres, runPostgres } from './task-lib/postgresql/psql.ts'
export { postgresValue, type QueryResult, queryScript } from './task-lib/postgresql/query.ts'
export { postgresIdentifier, postgresLiteral, postgresName } from './task-lib/postgresql/quote.ts'
export {
  type PostgresRole,
  postgresEncryption,
  postgresRole,
  ROLE_FLAGS,
  storedPassword,
} from './task-lib/postgresql/role.ts'
export { requireTools } from './task-lib/require-tools.ts'
export { type PostgresRole, postgresEncryption, postgresRole } from './task-lib/postgresql/role.ts'
export { type PostgresRoleParams, postgresRoleParams } from './task-lib/postgresql/role-params.ts'
export { type RolePlan, roleStatements } from './task-lib/postgresql/role-statements.ts'
export { grantForm, grantsQuestion, wantedGrants } from './task-lib/postgresql/wanted-grants.ts'
export {
  contextResource,
  contextRule,
  substituteOf,
  substituteResource,
} from './task-lib/selinux/file-contexts.ts'
export { isSelinuxOn, requireSelinuxTools, SELINUX_MODE, selinuxMode } from './task-lib/selinux/mode.ts'
export { semanageLines } from './task-lib/selinux/semanage-lines.ts'
export { type UnitAspect, type UnitVerb, unitAspects } from './task-lib/services/unit-aspects.ts'
export { unitFailure } from './task-lib/services/unit-failure.ts'
export { unitDirectory, unitFile, unitFileParams, unitName } from './task-lib/services/unit-file-params.ts'
export { enablingOf } from './task-lib/services/unit-files.ts'
export { staysUp } from './task-lib/services/unit-running.ts'
export { unitCommand, unitText, unitVerification, unitWord } from './task-lib/services/unit-text.ts'
export { NO_PROGRAM } from './task-lib/sql/client-failure.ts'
export { emptyable, emptyableText } from './task-lib/sql/params.ts'
export {
  boundQueries,
  hasOneKindOfArguments,
  queryArgumentParams,
  queryParam,
  TWO_KINDS_OF_ARGUMENTS,
} from './task-lib/sql/query-params.ts'
export { onlyReads } from './task-lib/sql/statement.ts'
export { FILESYSTEM_TYPES, type FilesystemType, growthRoom } from './task-lib/storage/filesystem-types.ts'
export { volumeResource, volumesOf } from './task-lib/storage/logical-volume.ts'
export { logicalVolumeParams } from './task-lib/storage/logical-volume-params.ts'
export { volumePresence, volumeRemoval } from './task-lib/storage/logical-volume-steps.ts'
export { devices, lvmName, requireLvm } from './task-lib/storage/lvm.ts'
export { type PartedParams, partedParams } from './task-lib/storage/parted-params.ts'
export { partitionResource, partitionSteps } from './task-lib/storage/partition-steps.ts'
export { type Disk, diskResource, diskState } from './task-lib/storage/partition-table.ts'
export { filesystemResource, signatureOn } from './task-lib/storage/signature.ts'
export { isSwapInUse, makeSwapFile, swapResource, swapSize } from './task-lib/storage/swap-file.ts'
export { type SwapParams, swapParams } from './task-lib/storage/swap-params.ts'
export { type GroupState, groupResource, groupState } from './task-lib/storage/volume-group.ts'
export { type Incoming, planPull, receiveAll } from './task-lib/sync/pull.ts'
export { type PushPlan, planPush, putPush } from './task-lib/sync/push.ts'
export { readRsyncOptions } from './task-lib/sync/rsync-options.ts'
export { nameForSource, readSourceLine, withoutSource, withSource } from './task-lib/text/apt-sources.ts'
export { editKeys, keyFault, parseKeys } from './task-lib/text/authorized-keys.ts'
export { commaList } from './task-lib/text/comma-list.ts'
export { deb822Text } from './task-lib/text/deb822.ts'
export { type BlockEdit, editBlock } from './task-lib/text/edit-block.ts'
export { editIni, type IniEdit } from './task-lib/text/edit-ini.ts'
export { editLines, type LineEdit, whyRestless } from './task-lib/text/edit-lines.ts'
export { TEXT_ENCODINGS, textIn, textOf } from './task-lib/text/file-text.ts'
export { withFstabEntry, withoutFstabEntry } from './task-lib/text/fstab.ts'
export { editKnownHosts, namesHost, readKnownHosts } from './task-lib/text/known-hosts.ts'
export { joinLines, splitLines } from './task-lib/text/lines.ts'
export { type Replacement, replaceMatches } from './task-lib/text/replace-matches.ts'
export { withoutRepo, withRepo } from './task-lib/text/yum-repos.ts'
export { umaskParam } from './task-lib/umask-param.ts'
export { wordsParam } from './task-lib/words-param.ts'
export { onlyRunTells } from './values/unknown.ts'
