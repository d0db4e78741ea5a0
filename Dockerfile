# The functions in one process behind HTTP, as `npm run serve` runs them: infra/server, infra/kubernetes.
#   docker build --tag driftgate:0.1.0 .
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node infra/bundle/assemble.ts server /app

FROM node:24.21.0-bookworm-slim
WORKDIR /app
COPY --from=build /app ./
ENV NODE_ENV=production DRIFTGATE_HOST=0.0.0.0 DRIFTGATE_PORT=8000
# The user `node`, by number: Kubernetes must see that it is not root.
USER 1000:1000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.DRIFTGATE_PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server/index.mjs"]
