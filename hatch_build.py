"""Compiles kernel.c into the wheel where a C compiler is at hand; without one the wheel is pure Python."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path("src/ticketroute/model")
FLAGS = ("-O2", "-std=c11", "-shared", "-fPIC", "-fvisibility=hidden")
OFF = "TICKETROUTE_NO_KERNEL"


class KernelHook(BuildHookInterface):
    """Adds one file to a wheel, and names the platform that it is for."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; in an editable install the file stays beside its source."""
        root = Path(self.root)
        built = root / (FOLDER if version == "editable" else "build") / "_kernel.so"
        built.unlink(missing_ok=True)
        if self.target_name != "wheel" or not self._compile(root / FOLDER / "kernel.c", built):
            return
        if version != "editable":
            build_data["force_include"][str(built)] = "ticketroute/model/_kernel.so"
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data.update(pure_python=False, tag=f"py3-none-{platform}")

    def _compile(self, source: Path, built: Path) -> bool:
        compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
        if OFF in os.environ or sys.platform == "win32" or not shutil.which(compiler[0]):
            self.app.display_info(f"kernel.c is not compiled: no C compiler, Windows, or {OFF} is set")
            return False
        built.parent.mkdir(exist_ok=True)
        done = subprocess.run([*compiler, *FLAGS, "-o", built, source], capture_output=True, text=True, check=False)
        if done.returncode:
            self.app.display_warning(f"kernel.c could not be compiled, the wheel does without:\n{done.stderr}")
            built.unlink(missing_ok=True)
        return not done.returncode
