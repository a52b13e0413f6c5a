# Reads everything that can be read in a sandbox, and says where a planted key was found.
use strict;
use warnings FATAL => ();
use Fcntl qw(O_RDONLY O_NONBLOCK O_NOFOLLOW :mode);
no warnings;

my $key = qr/PLANTED[-]KEY[-](\w+)/;
my %count = (files => 0, names => 0, memory => 0, descriptors => 0);
my $limit = 4 << 20;
$| = 1;

sub report {
  my ($where, $text) = @_;
  while ($text =~ /$key/g) { print "FOUND $1 in $where\n"; }
}

# Some files of /proc block, or never end.
sub content {
  my ($path, $follow) = @_;
  sysopen(my $in, $path, O_RDONLY | O_NONBLOCK | ($follow ? 0 : O_NOFOLLOW)) or return;
  $count{files}++;
  my $all = '';
  eval {
    local $SIG{ALRM} = sub { die };
    alarm 2;
    while (length($all) < $limit) {
      my $n = sysread($in, $all, 65536, length $all);
      last if !$n;
    }
    alarm 0;
  };
  alarm 0;
  close $in;
  report($path, $all);
}

sub walk {
  my ($directory, $depth) = @_;
  return if $depth > 12;
  # What the operator shows of the host on purpose: programs, the same for everybody.
  return if $directory eq '/usr' || $directory =~ m{^/proc/\d+/(task|map_files|cwd|root)$};
  opendir(my $in, $directory) or return;
  my @names = grep { $_ ne '.' && $_ ne '..' } readdir $in;
  closedir $in;
  for my $name (@names) {
    my $path = ($directory eq '/' ? '' : $directory) . "/$name";
    $count{names}++;
    report("the name $path", $path);
    my $mode = (lstat $path)[2];
    if (S_ISLNK($mode)) {
      report("the link $path", readlink $path);
      if ($path =~ m{/fd/\d+$}) {
        $count{descriptors}++;
        content($path, 1);
      }
    } elsif (S_ISDIR($mode)) {
      walk($path, $depth + 1);
    } elsif (S_ISREG($mode)) {
      content($path, 0) unless $path =~ m{/(mem|pagemap|kcore)$};
    }
  }
}

# The memory of everybody else: session init, and the first process of all.
sub memory {
  my ($pid) = @_;
  open(my $maps, '<', "/proc/$pid/maps") or return;
  open(my $mem, '<:raw', "/proc/$pid/mem") or return;
  while (my $line = <$maps>) {
    my ($from, $to, $rights) = $line =~ /^([0-9a-f]+)-([0-9a-f]+) (\S+)/ or next;
    next unless $rights =~ /^rw/;
    my ($start, $end) = (hex $from, hex $to);
    $end = $start + (32 << 20) if $end - $start > (32 << 20);
    sysseek($mem, $start, 0) or next;
    my $bytes = '';
    sysread($mem, $bytes, $end - $start) or next;
    $count{memory}++;
    report("the memory of $pid", $bytes) if $bytes =~ /$key/ && $1 ne 'control';
  }
}

walk('/', 0);
opendir(my $proc, '/proc');
my @pids = grep { /^\d+$/ && $_ != $$ } readdir $proc;
closedir $proc;
memory($_) for @pids;
my $environment = join "\n", map { "$_=$ENV{$_}" } keys %ENV;
report('the environment', $environment);
print "looked at $_: $count{$_}\n" for sort keys %count;
