#!/bin/sh
# LocalStack runs it once it is ready; its health check waits for that.
exec awslocal s3 mb s3://driftgate
