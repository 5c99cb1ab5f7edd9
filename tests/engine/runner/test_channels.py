"""A kernel's channels, without a kernel."""

import asyncio
import time

import zmq
import zmq.asyncio
from jupyter_client.session import Session

from jupyter_ext.engine.runner.channels import AskingChannel


def test_an_answer_that_comes_while_something_is_sent_is_heard() -> None:
    session = Session(key=b"key")
    kernel = zmq.Context.instance().socket(zmq.ROUTER)
    port = kernel.bind_to_random_port("tcp://127.0.0.1")

    async def ask() -> str:
        socket = zmq.asyncio.Context.instance().socket(zmq.DEALER)
        socket.connect(f"tcp://127.0.0.1:{port}")
        channel = AskingChannel(socket, session, asyncio.get_running_loop())
        try:
            channel.send(session.msg("execute_request"))
            asker, _ = session.feed_identities(kernel.recv_multipart(copy=True))
            answer = asyncio.ensure_future(channel.get_msg(timeout=None))
            await asyncio.sleep(0.05)  # it waits
            session.send(kernel, "execute_reply", {}, ident=asker)
            time.sleep(0.1)
            channel.send(session.msg("comm_msg"))
            return str((await asyncio.wait_for(answer, 20))["msg_type"])
        finally:
            channel.stop()

    try:
        assert asyncio.run(ask()) == "execute_reply"
    finally:
        kernel.close(0)
