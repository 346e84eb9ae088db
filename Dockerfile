# The demo, with the admin API published to this machine only:
#   docker build -t hotdesk .
#   docker run -d --name hotdesk -p 8480:8480 -p 127.0.0.1:8481:8481 -v hotdesk:/data hotdesk
#   docker logs hotdesk        # the first start shows the key of the admin API
# Beside a PBX use the host network: Asterisk's manager interface admits only 127.0.0.1, and phones are distinguished by
# their addresses, which other container networks may hide:
#   docker run -d --name hotdesk --network host -e HOTDESK_ADMIN_BIND=127.0.0.1 -v hotdesk:/data \
#     -e HOTDESK_DATABASE_URL=... -e HOTDESK_VOICEMAIL_CONF=... hotdesk
# All settings: docs/settings.md.

FROM node:22-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY tools ./tools
COPY src ./src
COPY phoneapps ./phoneapps
COPY sql ./sql
RUN npm run build

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY --from=build /build/dist ./dist
# The admin API shows each brand's limitations.md.
COPY phoneapps ./phoneapps

# In a container network 127.0.0.1 is the container itself: an admin API that listens there could not be reached.
ENV HOTDESK_DATA_DIR=/data HOTDESK_ADMIN_BIND=0.0.0.0
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 8480 8481

# The admin API speaks HTTP or HTTPS; its certificate need not name this container.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["node", "-e", "const ask = (by, otherwise) => require(by).get({ host: '127.0.0.1', port: process.env.HOTDESK_ADMIN_PORT || 8481, path: '/healthz', rejectUnauthorized: false }, ({ statusCode }) => (statusCode === 200 ? process.exit(0) : otherwise())).on('error', otherwise); ask('http', () => ask('https', () => process.exit(1)))"]

CMD ["node", "dist/src/main.js"]
