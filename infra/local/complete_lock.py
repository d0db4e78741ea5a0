"""Adds to package-lock.json the platform packages that npm left out because the registry mirror does not have them (yet).
Their version is exactly the one that their parent asks for; npm ci never fetches a package of another platform."""
import json, re, sys
path = sys.argv[1]
lock = json.load(open(path)); packages = lock["packages"]
OS = ["android", "darwin", "linux", "win32", "freebsd", "openharmony", "openbsd", "netbsd", "sunos", "aix"]
added = []
for parent, entry in list(packages.items()):
    for name, spec in entry.get("optionalDependencies", {}).items():
        key = f"node_modules/{name}"
        if key in packages or f"{parent}/{key}" in packages: continue
        if not re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", spec): print("not exact:", parent, name, spec); continue
        tokens = name.split("/")[-1].split("-")
        system = next((o for o in OS if o in tokens), None)
        cpu = next((c for c in ["arm64", "x64", "ia32", "arm", "ppc64", "riscv64", "s390x", "loong64", "wasm32", "mips64el"] if c in tokens), None)
        if not cpu or not (system or cpu == "wasm32"): print("unclear:", name); continue
        new = {"version": spec, "cpu": [cpu]}
        if entry.get("dev"): new["dev"] = True
        if "musl" in tokens or "musleabihf" in tokens: new["libc"] = ["musl"]
        elif system == "linux" and ("gnu" in tokens or "gnueabihf" in tokens): new["libc"] = ["glibc"]
        new["optional"] = True
        if system: new["os"] = [system]
        packages[key] = new; added.append(name)
lock["packages"] = dict(sorted(packages.items()))
json.dump(lock, open(path, "w"), indent=2, ensure_ascii=False); open(path, "a").write("\n")
print(len(added), "added:", *added)
