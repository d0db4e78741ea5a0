"""LocalStack on 127.0.0.1 only.

Its gateway ignores the host of GATEWAY_LISTEN for IPv4 (localstack-core 4.13.1, runtime/server/twisted.py) and would
listen on every interface of the machine.
"""

import functools
import runpy

from twisted.internet import endpoints

endpoints.TCP4ServerEndpoint = functools.partial(endpoints.TCP4ServerEndpoint, interface="127.0.0.1")
runpy.run_module("localstack.runtime.main", run_name="__main__", alter_sys=True)
