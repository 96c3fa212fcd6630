@echo off
rem Runs the server and its commands from a clone: streams start [--name N] [--port P] ...
rem Builds first when nothing is built. Standard output belongs to the command; everything said here goes to standard error.
setlocal
call "%~dp0.mvn\find-jdk.cmd" || exit /b 1
set "jar=%~dp0cli\target\streams-local.jar"
if exist "%jar%" goto run
echo Building the server with JDK %JDK_VERSION% (the first build fetches libraries and takes minutes) 1>&2
call "%~dp0mvnw.cmd" -q -f "%~dp0pom.xml" -pl cli -am -Dmaven.test.skip=true package 1>&2
if errorlevel 1 (
  echo The build failed. 1>&2
  exit /b 1
)

:run
rem Heap and direct buffers of the 1024 MB preset; what the JVM has to say goes to standard error.
set "flags=-Xms32m -Xmx512m -XX:MaxDirectMemorySize=192m -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError"
set "flags=%flags% -Xlog:disable -Xlog:all=warning:stderr -Dio.netty.leakDetection.level=disabled -Dio.netty.jfr.enabled=false"
if %JDK_VERSION% geq 23 set "flags=%flags% --sun-misc-unsafe-memory-access=allow"
"%JAVA_HOME%\bin\java" %flags% -jar "%jar%" %*
exit /b %ERRORLEVEL%
