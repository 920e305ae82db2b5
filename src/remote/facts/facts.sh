# shellcheck shell=sh
#
# Prints all facts in sections, each after a line `@@NAME`, so that a tool that fails affects only its own section. The output of
# scripts on the host, and the environment, come last: nothing in them can begin another section. To start few processes, a single
# `head` prints all small files, each below its name.
part() { echo "@@$1"; }

part uname
uname -s -n -r -v -m

part fqdn
hostname -f 2>/dev/null

part files
head -n 400 /etc/os-release /usr/lib/os-release /etc/redhat-release /etc/debian_version /etc/lsb-release \
  /proc/1/comm /proc/cmdline /proc/loadavg /proc/meminfo /proc/uptime /etc/machine-id \
  /proc/sys/kernel/random/boot_id /proc/sys/crypto/fips_enabled /proc/sys/kernel/cap_last_cap /proc/self/status \
  /etc/resolv.conf /etc/selinux/config /sys/fs/selinux/enforce /sys/fs/selinux/policyvers \
  /etc/iscsi/initiatorname.iscsi /etc/nvme/hostnqn /etc/ssh/ssh_host_*_key.pub \
  /sys/class/dmi/id/bios_* /sys/class/dmi/id/board_* /sys/class/dmi/id/chassis_* /sys/class/dmi/id/product_* \
  /sys/class/dmi/id/sys_vendor \
  /sys/class/net/*/address /sys/class/net/*/mtu /sys/class/net/*/operstate /sys/class/net/*/type /sys/class/net/*/flags /sys/class/net/*/speed \
  /sys/class/net/*/bridge/stp_state /sys/class/net/*/bonding/mode \
  /sys/block/*/size /sys/block/*/removable /sys/block/*/queue/rotational /sys/block/*/queue/scheduler \
  /sys/block/*/queue/logical_block_size /sys/block/*/queue/hw_sector_size /sys/block/*/queue/discard_granularity \
  /sys/block/*/device/vendor /sys/block/*/device/model /sys/block/*/device/serial /sys/block/*/device/sas_address \
  /sys/block/*/device/sas_device_handle /sys/block/*/dm/name /sys/block/*/*/start /sys/block/*/*/size 2>/dev/null

part tools
for tool in apt-get dnf yum zypper apk pacman systemctl \
  /usr/local/bin/brew /opt/homebrew/bin/brew /home/linuxbrew/.linuxbrew/bin/brew; do
  command -v "$tool" >/dev/null 2>&1 && echo "$tool"
done

part flags
test -d /run/systemd/system && echo systemd
test -d /etc/init && command -v initctl >/dev/null 2>&1 && echo upstart
test -e /sbin/openrc && echo openrc
test /sbin/init -ef /lib/systemd/systemd && echo systemd-offline
test -d /etc/init.d && echo sysvinit
test -d /sys/kernel/security/apparmor && echo apparmor
test -e /.dockerenv && echo docker
test -d /sys/module/kvm && test -e /dev/kvm && echo kvm
if test -e /proc/1/root/.; then test / -ef /proc/1/root/. || echo chroot
else
  # Without root: outside of a chroot, / is usually the root inode of its file system (ext4, xfs or btrfs).
  # shellcheck disable=SC2012
  case $(ls -di / 2>/dev/null | tr -dc 0-9) in '' | 2 | 128 | 256) ;; *) echo chroot ;; esac
fi

part id
id
echo "$HOME"
echo "$SHELL"

part passwd
getent passwd "$(id -un)" 2>/dev/null

part cpu
nproc 2>/dev/null
getconf LONG_BIT 2>/dev/null
grep -E '^(processor|vendor_id|model name|Processor|Vendor|cpu|physical id|core id|cpu cores|siblings)[[:space:]]*:' \
  /proc/cpuinfo 2>/dev/null

part date
date '+%s|%Y-%m-%d|%H:%M:%S|%Z|%z|%w|%W|%A'
date -u +%Y-%m-%dT%H:%M:%SZ

part virtual
systemd-detect-virt 2>/dev/null

part mounts
cat /proc/mounts 2>/dev/null

part sizes
set --
while read -r device mount _; do
  case $mount in *\\*) mount=$(printf '%b' "$(echo "$mount" | sed 's/\\/\\0/g')") ;; esac
  case $device in /* | *:/*) set -- "$@" "$mount" ;; esac
done 2>/dev/null </proc/mounts
test $# -eq 0 || stat -f -c '%S %b %a %c %d %n' "$@" 2>/dev/null

part links
test -d /dev/disk && ls -l /dev/disk/by-id /dev/disk/by-uuid /dev/disk/by-label 2>/dev/null

part blocks
test -d /sys/block && ls -l /sys/block 2>/dev/null
printf '%s\n' /sys/block/*/slaves/* /sys/block/*/holders/* /sys/block/*/*/holders/*

part pci
command -v lspci >/dev/null 2>&1 && lspci -D 2>/dev/null

part lvm
if command -v vgs >/dev/null 2>&1 && test "$(id -u)" = 0; then
  for report in 'vgs vg_name,vg_size,vg_free,lv_count,pv_count' 'lvs lv_name,lv_size,vg_name' 'pvs pv_name,pv_size,pv_free,vg_name'; do
    echo "=${report%% *}"
    LC_ALL=C "${report%% *}" --noheadings --nosuffix --units g --separator , -o "${report#* }" 2>/dev/null </dev/null
  done
fi

part addresses
ip -o addr show 2>/dev/null || hostname -I 2>/dev/null

part routes
ip route show default 2>/dev/null
echo @6
ip -6 route show default 2>/dev/null

part python
python=$(command -v python3 2>/dev/null) && echo "$python" && "$python" -V 2>&1

part local
for fact in /etc/ansible/facts.d/*.fact; do
  test -e "$fact" || continue
  name=${fact##*/}
  if test -x "$fact"; then
    content=$("$fact" 2>&1 </dev/null) && status=0 || status=$?
  else content=$(cat "$fact" 2>/dev/null) status=0; fi
  echo "=$status ${name%.fact}"
  echo "$content" | sed 's/^/ /'
done

part env
env | head -c 65536
exit 0
