//! Which program has a port.
//!
//! In: a port; on Linux, `/proc`. Out: its name and process number, where the system tells.
//! Not here: opening ports (`tracking::receiver`). Reads `/proc` because no other room knows of ports; nothing else.
//! Invariant: never fails: what cannot be read is not told. Programs of other users stay unnamed without the right to look.

/// Who has a UDP port: `unreal (process 4711)`, when the system tells.
pub fn owner_of(port: u16) -> Option<String> {
    owner_in(["/proc/net/udp", "/proc/net/udp6"], port)
}

/// Who has a TCP port.
pub fn tcp_owner_of(port: u16) -> Option<String> {
    owner_in(["/proc/net/tcp", "/proc/net/tcp6"], port)
}

fn owner_in(tables: [&str; 2], port: u16) -> Option<String> {
    let sockets: Vec<u64> = tables
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .flat_map(|table| sockets_on(&table, port))
        .filter(|socket| *socket != 0)
        .collect();
    if sockets.is_empty() {
        return None;
    }
    let processes = std::fs::read_dir("/proc").ok()?;
    let mut numbers = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    numbers.find(|process| has_one(*process, &sockets)).map(|process| {
        let name = std::fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
        format!("{} (process {process})", name.trim())
    })
}

fn has_one(process: u32, sockets: &[u64]) -> bool {
    let Ok(files) = std::fs::read_dir(format!("/proc/{process}/fd")) else { return false };
    let mut links = files.flatten().filter_map(|file| std::fs::read_link(file.path()).ok());
    links.any(|link| {
        let socket =
            link.to_str().and_then(|text| text.strip_prefix("socket:[")?.strip_suffix(']')?.parse().ok());
        socket.is_some_and(|socket: u64| sockets.contains(&socket))
    })
}

/// The sockets on a port, from the table of `/proc/net/udp` or `tcp`: the second column ends in the port in hexadecimal, the tenth is the
/// socket's number (proc(5)).
fn sockets_on(table: &str, port: u16) -> Vec<u64> {
    let row = |line: &str| {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (_, own) = columns.get(1)?.rsplit_once(':')?;
        let is_own = u16::from_str_radix(own, 16).ok()? == port;
        columns.get(9)?.parse().ok().filter(|_| is_own)
    };
    table.lines().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rows as Linux 6.1 prints them.
    const TABLE: &str = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n\
         1234: 00000000:9C40 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 123456 2 0000000000000000 0\n\
         4321: 0100007F:189D 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 654321 2 0000000000000000 0\n";

    #[test]
    fn the_table_is_read_by_port() {
        // 0x9C40 is 40000, 0x189D is 6301.
        assert_eq!(sockets_on(TABLE, 40000), [123_456]);
        assert_eq!(sockets_on(TABLE, 6301), [654_321]);
        assert!(sockets_on(TABLE, 1111).is_empty());
        assert!(sockets_on("no table\n: :\n", 40000).is_empty());
    }

    #[test]
    fn a_port_of_this_program_is_named() {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let owner = owner_of(socket.local_addr().unwrap().port());
        if cfg!(target_os = "linux") {
            assert!(owner.is_some_and(|owner| owner.ends_with(&format!("(process {})", std::process::id()))));
        }
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let owner = tcp_owner_of(listener.local_addr().unwrap().port());
        if cfg!(target_os = "linux") {
            assert!(owner.is_some_and(|owner| owner.ends_with(&format!("(process {})", std::process::id()))));
        }
    }
}
