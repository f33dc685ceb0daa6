//! A way to a server that can be shut, as if the server were away.

use std::net::SocketAddr;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// The gate. Shut, it turns away whoever comes and cuts off whoever is inside; nothing is answered.
#[derive(Debug)]
pub struct Gate {
    address: SocketAddr,
    open: watch::Sender<bool>,
}

impl Gate {
    /// An open gate before a server. It is gone when this is dropped.
    pub(super) async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let (open, watched) = watch::channel(true);
        tokio::spawn(keep(listener, server, watched));
        Self { address, open }
    }

    /// Where to knock.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The server goes away.
    pub fn shut(&self) {
        self.open.send_replace(false);
    }

    /// It is back.
    pub fn open(&self) {
        self.open.send_replace(true);
    }
}

async fn keep(listener: TcpListener, server: SocketAddr, mut open: watch::Receiver<bool>) {
    loop {
        let comes = tokio::select! {
            comes = listener.accept() => comes,
            changed = open.changed() => match changed {
                Ok(()) => continue,
                Err(_) => return,
            },
        };
        let Ok((stream, _)) = comes else { continue };
        if *open.borrow() {
            tokio::spawn(pass(stream, server, open.clone()));
        }
    }
}

/// Carries what is said both ways, until the gate is shut.
async fn pass(mut stream: TcpStream, server: SocketAddr, mut open: watch::Receiver<bool>) {
    let carried = async {
        if let Ok(mut inside) = TcpStream::connect(server).await {
            // Who breaks off is noticed by the other.
            let _ = copy_bidirectional(&mut stream, &mut inside).await;
        }
    };
    let shut = async {
        let _ = open.wait_for(|open| !open).await;
    };
    tokio::select! {
        () = carried => {}
        () = shut => {}
    }
}
